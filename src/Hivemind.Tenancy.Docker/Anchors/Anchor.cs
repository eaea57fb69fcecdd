using System.Globalization;
using Docker.DotNet.Models;

namespace Hivemind.Tenancy.Docker;

/// <summary>
/// A container that is never started and keeps a record. Of those of one key the highest generation counts. One that says "removed" comes
/// before a removal and is taken away last.
/// </summary>
/// <param name="Id">The container.</param>
/// <param name="Kind">What it is a record of.</param>
/// <param name="Key">Of which one.</param>
/// <param name="Generation">Its number.</param>
/// <param name="Removal">Whether it says that the thing is removed.</param>
/// <param name="Record">What it keeps.</param>
internal sealed record Anchor(string Id, string Kind, string Key, long Generation, AnchorRemoval Removal, string Record)
{
    public bool IsRemoved => Removal != AnchorRemoval.None;

    public static Anchor? Of(ContainerListResponse container)
    {
        string kind = container.Labels[Labels.Kind];
        return kind is not (Labels.AppAnchor or Labels.VolumeAnchor) ? null : new Anchor(
            container.ID,
            kind,
            container.Labels[Labels.Key],
            long.Parse(container.Labels[Labels.Generation], CultureInfo.InvariantCulture),
            container.Labels[Labels.Removed] switch { "" => AnchorRemoval.None, "final" => AnchorRemoval.Final, _ => AnchorRemoval.Asked },
            container.Labels[Labels.Record]);
    }
}
