using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>The forms about volumes, and their fields.</summary>
internal static class VolumeFields
{
    public const string Create = "create-volume";
    public const string Remove = "remove-volume";

    public const string Namespace = "namespace";
    public const string Name = "name";
    public const string Size = "size";
    public const string Volume = "volume";
    public const string Confirmation = "confirm";

    /// <summary>A volume as the value of a choice: the one that was seen, and no other of its name.</summary>
    public static string ChoiceOf(AppVolume volume) => $"{volume.Key.Namespace}/{volume.Key.Name}/{volume.Instance:N}";
}
