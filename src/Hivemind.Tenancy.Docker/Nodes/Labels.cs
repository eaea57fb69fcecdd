using Docker.DotNet.Models;

namespace Hivemind.Tenancy.Docker;

/// <summary>
/// The labels of what is made on an engine. Containers inherit the labels of their image, which its maker chooses: so each label that is
/// read is written to every container, and nothing of a spec becomes one.
/// </summary>
internal static class Labels
{
    public const string Platform = Prefix + "platform";
    public const string Kind = Prefix + "kind";
    public const string Key = Prefix + "key";
    public const string Tenant = Prefix + "tenant";
    public const string Uid = Prefix + "uid";
    public const string Namespace = Prefix + "namespace";
    public const string Name = Prefix + "name";
    public const string Allocation = Prefix + "allocation";
    public const string Generation = Prefix + "generation";
    public const string Instance = Prefix + "instance";
    public const string Revision = Prefix + "revision";
    public const string Slot = Prefix + "replica";
    public const string Attempt = Prefix + "attempt";
    public const string Since = Prefix + "since";
    public const string OutOfMemory = Prefix + "out-of-memory";
    public const string Amounts = Prefix + "amounts";
    public const string Shared = Prefix + "shared";
    public const string Removed = Prefix + "removed";
    public const string Record = Prefix + "record";

    public const string AppAnchor = "app";
    public const string VolumeAnchor = "volume";
    public const string Replica = "replica";
    public const string Network = "network";
    public const string Data = "data";
    public const string Probe = "probe";

    private const string Prefix = "hivemind.tenancy.";

    private static readonly string[] OfContainers =
        [Platform, Kind, Key, Tenant, Uid, Namespace, Name, Allocation, Generation, Instance, Revision, Slot, Attempt, Since, OutOfMemory, Amounts, Shared, Removed, Record];

    /// <summary>Labels for a container: every one of them, empty where nothing is said.</summary>
    public static Dictionary<string, string> ForContainer(params (string Label, string Value)[] said)
    {
        Dictionary<string, string> labels = OfContainers.ToDictionary(l => l, _ => string.Empty, StringComparer.Ordinal);
        foreach ((string label, string value) in said)
        {
            labels[label] = value;
        }

        return labels;
    }

    /// <summary>What a label says; nothing where it is not there, as on containers that are not ours.</summary>
    public static string Of(ContainerListResponse container, string label) =>
        container.Labels is not null && container.Labels.TryGetValue(label, out string? value) ? value : string.Empty;

    public static string Is(string label, string value) => $"{label}={value}";
}
