namespace Hivemind.Tenancy.Tests;

/// <summary>A rule of the design that a <see cref="RuleWorld"/> goes without, to see that the exploration finds what then goes wrong.</summary>
public enum BrokenRule
{
    /// <summary>Every rule holds.</summary>
    None = 1,

    /// <summary>An observation acts on what changed after its mark.</summary>
    Marks,

    /// <summary>A stray is committed at once.</summary>
    AdoptionIsAHold,

    /// <summary>An observation frees what is reserved and not seen.</summary>
    HoldsAreNotFreed,

    /// <summary>What is reserved for growth does not count.</summary>
    GrowthCounts,

    /// <summary>Growth says how much more, not how much.</summary>
    GrowthIsAbsolute,

    /// <summary>An observation lowers amounts to what it saw.</summary>
    ReconcileNeverLowers,

    /// <summary>Lowering acts on whatever the allocation has become.</summary>
    LoweringNamesItsChange,

    /// <summary>Who acts names the id alone.</summary>
    ActingByNumber,

    /// <summary>A step does not look which tenant of the id it meets.</summary>
    UidInTheStep,
}
