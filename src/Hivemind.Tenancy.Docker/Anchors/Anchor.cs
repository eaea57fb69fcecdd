using System.Globalization;
using Docker.DotNet.Models;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>
/// A container that is never started and keeps a record. Of those of one key the highest generation counts. One that says "removed" comes
/// before a removal and is taken away last.
/// </summary>
/// <param name="Id">The container.</param>
/// <param name="Kind">What it is a record of.</param>
/// <param name="Key">Of which one.</param>
/// <param name="Generation">Its number, as its name says.</param>
/// <param name="Removal">Whether it says that the thing is removed.</param>
/// <param name="Record">What it keeps.</param>
internal sealed record Anchor(string Id, string Kind, string Key, long Generation, AnchorRemoval Removal, string Record)
{
    /// <summary>
    /// Whether the change that it records is finished since: its name has the generation after the one that it was made with. Labels stay as
    /// they are, and names can be changed, each to one that is free: so that takes no other container.
    /// </summary>
    public bool IsFinished { get; init; }

    /// <summary>What it says of an app.</summary>
    /// <exception cref="WorkloadEngineException">It cannot be read.</exception>
    public AppRecord ToApp()
    {
        AppRecord made = AppRecord.Read(Record);
        return IsFinished ? made.Finished() : made;
    }

    public bool IsRemoved => Removal != AnchorRemoval.None;

    /// <summary>Null for what is none. Its name says so, too: labels alone may be those of an image that somebody runs. One that is being renamed has its former name still.</summary>
    public static Anchor? Of(ContainerListResponse container)
    {
        string kind = Labels.Of(container, Labels.Kind);
        string key = Labels.Of(container, Labels.Key);
        if (kind is not (Labels.AppAnchor or Labels.VolumeAnchor) || !long.TryParse(Labels.Of(container, Labels.Generation), CultureInfo.InvariantCulture, out long made))
        {
            return null;
        }

        Anchor anchor = new(container.ID, kind, key, made, RemovalOf(Labels.Of(container, Labels.Removed)), Labels.Of(container, Labels.Record));
        return IsNamed(made) ? anchor
            : kind == Labels.AppAnchor && !anchor.IsRemoved && IsNamed(made + 1) ? anchor with { Generation = made + 1, IsFinished = true }
            : null;

        bool IsNamed(long generation) => container.Names?.Contains("/" + Names.Anchor(kind, key, generation)) == true;
    }

    private static AnchorRemoval RemovalOf(string label) => label switch
    {
        "" => AnchorRemoval.None,
        "final" => AnchorRemoval.Final,
        _ => AnchorRemoval.Asked,
    };
}
