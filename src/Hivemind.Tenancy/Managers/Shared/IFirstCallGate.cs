namespace Hivemind.Tenancy;

/// <summary>
/// What must be there before the first call of a manager goes on: the host's handlers and provisioners, and the default tenant, if one is
/// configured. An interface, so that the guard need not know the managers above it.
/// </summary>
internal interface IFirstCallGate
{
    /// <summary>Whether it is there.</summary>
    bool IsReady { get; }

    /// <summary>Makes it, or waits for the call that does.</summary>
    ValueTask EnsureAsync(CancellationToken cancellationToken);
}
