namespace Hivemind.Tenancy.Workloads;

/// <summary>When a replica counts as ready: asked until it is, and not again unless its process starts anew.</summary>
public sealed record AppReadiness
{
    private static readonly TimeSpan MinDeadline = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDeadline = TimeSpan.FromHours(1);

    /// <summary>As soon as it runs, within a minute.</summary>
    public static AppReadiness Running { get; } = new();

    /// <summary>A command in the container that succeeds when it is ready; empty for none. Up to 256 parts of 4,096 characters.</summary>
    public IReadOnlyList<string> Command
    {
        get;
        init => field = AppRules.List(value, nameof(Command), part => AppRules.Text(part, nameof(Command), AppRules.ArgumentLength, isSecret: true));
    } = EquatableList<string>.Empty;

    /// <summary>A TCP port that accepts a connection when it is ready, 1 to 65,535; null for none.</summary>
    public int? Port { get; init => field = value is { } port ? AppRules.Range(port, 1, 65_535, nameof(Port)) : null; }

    /// <summary>
    /// How long <see cref="IAppManager.RedeployAsync"/> waits for the next replica to be ready, from the one before; the download of its image
    /// counts, too, and how long what it replaces takes to end does not. When none is in time, what ran before runs again. 1 s to 1 h, a minute unless set.
    /// </summary>
    public TimeSpan Deadline { get; init => field = AppRules.Range(value, MinDeadline, MaxDeadline, nameof(Deadline)); } = TimeSpan.FromMinutes(1);
}
