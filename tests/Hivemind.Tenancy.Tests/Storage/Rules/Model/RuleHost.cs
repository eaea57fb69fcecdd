namespace Hivemind.Tenancy.Tests;

/// <summary>A host in a <see cref="RuleWorld"/>: what it does, and how far it has come.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Task">What it does.</param>
/// <param name="Id">With which allocation.</param>
/// <param name="Amount">How many containers that shall be.</param>
internal sealed record RuleHost(string Name, HostTask Task, string Id, long Amount)
{
    public HostAt At { get; init; } = HostAt.Asks;

    /// <summary>The number it acts by, of which tenant.</summary>
    public long Number { get; init; }

    public int Uid { get; init; }

    /// <summary>Whether what it holds may be gone without a fault: it has no lease, that has ended, or a newer handle has taken its place.</summary>
    public bool HasLost { get; init; }

    /// <summary>The change that a decision to lower rests on.</summary>
    public long Change { get; init; }

    public bool IsOver => At is HostAt.Over or HostAt.Crashed;
}

internal enum HostTask
{
    /// <summary>Admits, applies, commits.</summary>
    Deploy,

    /// <summary>As <see cref="Deploy"/>, and then stops and releases.</summary>
    DeployAndStop,

    /// <summary>Reserves growth, applies it, commits it.</summary>
    Grow,

    /// <summary>Resizes at once, then applies.</summary>
    Resize,

    /// <summary>Has seen that less runs than is committed, and lowers.</summary>
    Lower,

    /// <summary>Deletes the tenant and makes it again.</summary>
    Recreate,
}

internal enum HostAt
{
    Asks,
    Applies,
    Commits,
    Runs,
    Stops,
    Undoes,
    Releases,
    Lowers,
    Over,
    Crashed,
}
