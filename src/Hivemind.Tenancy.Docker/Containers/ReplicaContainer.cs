using System.Globalization;
using Docker.DotNet.Models;

namespace Hivemind.Tenancy.Docker;

/// <summary>The container of a replica, as a list of containers has it, and with how it ended where it has.</summary>
internal sealed record ReplicaContainer
{
    public required string Id { get; init; }

    public required string Instance { get; init; }

    public required string Revision { get; init; }

    /// <summary>The generation that it was made for.</summary>
    public required long Generation { get; init; }

    /// <summary>What it takes while it is there.</summary>
    public required ResourceAmounts Amounts { get; init; }

    /// <summary>What it takes together with the others that were made for the same spec, while one of them is there.</summary>
    public ResourceAmounts Shared { get; init; } = ResourceAmounts.None;

    public required int Slot { get; init; }

    public required int Attempt { get; init; }

    /// <summary>When the first attempt began.</summary>
    public required DateTimeOffset Since { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>When it, or an attempt before it, was last ended for using more memory than it may.</summary>
    public DateTimeOffset? OutOfMemoryAt { get; init; }

    /// <summary>In the engine's word: created, running, restarting, exited, dead.</summary>
    public required string State { get; init; }

    public ContainerEnd? End { get; init; }

    public bool IsRunning => State is "running" or "paused";

    /// <summary>Whether it has ended and nothing starts it by itself.</summary>
    public bool IsEnded => State is "exited" or "dead" || (State == "created" && End is not null);

    /// <summary>Whether a container is a replica: its name says so, too, as labels alone may be those of an image that somebody runs.</summary>
    public static bool IsOne(ContainerListResponse container) =>
        Labels.Of(container, Labels.Kind) == Labels.Replica && container.Names?.Any(n => n.StartsWith($"/hv-{Labels.Of(container, Labels.Key)}-", StringComparison.Ordinal)) == true;

    public static ReplicaContainer? Of(ContainerListResponse container)
    {
        if (!IsOne(container))
        {
            return null;
        }

        DateTimeOffset created = new(DateTime.SpecifyKind(container.Created, DateTimeKind.Utc));
        string since = container.Labels[Labels.Since];
        return new ReplicaContainer
        {
            Id = container.ID,
            Instance = container.Labels[Labels.Instance],
            Revision = container.Labels[Labels.Revision],
            Generation = long.Parse(container.Labels[Labels.Generation], CultureInfo.InvariantCulture),
            Amounts = SpecEntries.ReadAmounts(container.Labels[Labels.Amounts]) with { Containers = 1 },
            Shared = SpecEntries.ReadAmounts(container.Labels[Labels.Shared]),
            Slot = int.Parse(container.Labels[Labels.Slot], CultureInfo.InvariantCulture),
            Attempt = int.Parse(container.Labels[Labels.Attempt], CultureInfo.InvariantCulture),
            Since = since.Length == 0 ? created : DateTimeOffset.Parse(since, CultureInfo.InvariantCulture),
            Created = created,
            State = container.State,
            OutOfMemoryAt = DateTimeOffset.TryParse(container.Labels[Labels.OutOfMemory], CultureInfo.InvariantCulture, out DateTimeOffset at) ? at : null,
        };
    }
}
