namespace Hivemind.Tenancy;

/// <summary>What must be there before the first call of a manager goes on: the default tenant, if the host configures one.</summary>
internal interface IFirstCallGate
{
    /// <summary>Whether no call has to wait any more.</summary>
    bool IsReady { get; }

    /// <summary>Waits until it is there; the caller may be the one who makes it.</summary>
    ValueTask EnsureAsync(CancellationToken cancellationToken);
}
