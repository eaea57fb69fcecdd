namespace Hivemind.Tenancy.Storage;

/// <summary>What was done under an id.</summary>
public enum ConsumptionEntryKind
{
    /// <summary>It was consumed.</summary>
    Consumed = 1,

    /// <summary>It is held, or was: nothing has been charged.</summary>
    Held = 2,

    /// <summary>It was held and is settled.</summary>
    Settled = 3,

    /// <summary>A correction was booked.</summary>
    Corrected = 4,
}
