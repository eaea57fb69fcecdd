namespace Hivemind.Tenancy.Workloads;

/// <summary>One running, or once running, copy of an app.</summary>
/// <param name="Id">The engine's name of it, unique for ever.</param>
/// <param name="State">How it is.</param>
/// <param name="IsCurrent">Whether it is what is wanted now, rather than what is being replaced.</param>
/// <param name="Since">Since when it is so.</param>
public sealed record EngineReplica(string Id, ReplicaState State, bool IsCurrent, DateTimeOffset Since)
{
    /// <summary>What it takes while it is there: a container, and what it may use. Nothing for one that is not made yet.</summary>
    public ResourceAmounts Amounts { get; init; } = ResourceAmounts.None;

    /// <summary>What the spec that it was made for takes besides its replicas (<see cref="AppSpec.Shared"/>): it is used while one of them is there. Nothing for one that is not made yet.</summary>
    public ResourceAmounts Shared { get; init; } = ResourceAmounts.None;

    /// <summary>The node that it is on; null where the engine does not say.</summary>
    public Node? Node { get; init; }

    /// <summary>With what its process ended; null while it has not.</summary>
    public int? ExitCode { get; init; }

    /// <summary>When it, or one before it in its place, was last ended for using more memory than it may; null if it never was. The tenant is told.</summary>
    public DateTimeOffset? OutOfMemoryAt { get; init; }

    /// <summary>Why it is so, in words; null where there is nothing to say. Holds no secret.</summary>
    public string? Reason { get; init; }
}
