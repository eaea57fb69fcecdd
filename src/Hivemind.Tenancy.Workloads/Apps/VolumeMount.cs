namespace Hivemind.Tenancy.Workloads;

/// <summary>Storage that an app's replicas share, and where they find it.</summary>
public sealed record VolumeMount
{
    private VolumeMount(string volume, string path, bool isReadOnly)
    {
        Volume = AppRules.Label(volume, nameof(Volume));
        Path = AppRules.MountPath(path, nameof(Path));
        IsReadOnly = isReadOnly;
    }

    /// <summary>The volume's name, an RFC 1123 label.</summary>
    public string Volume { get; }

    /// <summary>Where it is in the container: an absolute path, up to 512 characters.</summary>
    public string Path { get; }

    /// <summary>Whether nothing can be written to it.</summary>
    public bool IsReadOnly { get; }

    /// <summary>How large it is, in bytes, where it belongs to the app: made with it, held in its allocation, removed with it. 0 where it stands for itself.</summary>
    public long SizeBytes { get; private init; }

    /// <summary>Whether it belongs to the app.</summary>
    public bool IsOwn => SizeBytes > 0;

    /// <summary>Whether it is one that the host shares among tenants.</summary>
    public bool IsShared { get; private init; }

    /// <summary>A volume that is made with the app and removed with it.</summary>
    /// <param name="volume">Its name, unique within the app.</param>
    /// <param name="path">Where it is in the container.</param>
    /// <param name="sizeBytes">How large it is: 1 or more bytes.</param>
    /// <exception cref="ArgumentException">An argument is out of its range.</exception>
    public static VolumeMount Own(string volume, string path, long sizeBytes) => new(volume, path, isReadOnly: false)
    {
        SizeBytes = sizeBytes > 0 ? sizeBytes : throw new ArgumentOutOfRangeException(nameof(sizeBytes), sizeBytes, $"{nameof(SizeBytes)} {sizeBytes} is refused: 1 or more is allowed."),
    };

    /// <summary>A volume of the app's namespace that was created before and outlives the app.</summary>
    /// <param name="volume">Its name.</param>
    /// <param name="path">Where it is in the container.</param>
    /// <param name="isReadOnly">Whether nothing can be written to it.</param>
    /// <exception cref="ArgumentException">An argument is out of its range.</exception>
    public static VolumeMount Existing(string volume, string path, bool isReadOnly = false) => new(volume, path, isReadOnly);

    /// <summary>A volume that the host shares among tenants, to be read.</summary>
    /// <param name="volume">Its name.</param>
    /// <param name="path">Where it is in the container.</param>
    /// <exception cref="ArgumentException">An argument is out of its range.</exception>
    public static VolumeMount Shared(string volume, string path) => new(volume, path, isReadOnly: true) { IsShared = true };
}
