using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Volumes of an app as people type them: one a line, its name, its path and what it is.</summary>
internal static class MountReader
{
    /// <summary>What stands behind a volume that was there before and is only read.</summary>
    public const string ReadOnly = "read-only";

    /// <summary>What stands behind one that the platform shares among tenants.</summary>
    public const string Shared = "shared";

    private const int Shown = 60;

    /// <exception cref="FieldException">A line makes no sense, or names what another names.</exception>
    /// <exception cref="ArgumentException">The domain refuses a name, a path or a size.</exception>
    public static IReadOnlyList<VolumeMount> Read(string text)
    {
        VolumeMount[] mounts = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(One)];
        return (Twice(mounts.Select(m => m.Volume)) ?? Twice(mounts.Select(m => m.Path))) is { } twice
            ? throw new FieldException("'{0}' is there twice.", twice)
            : mounts;
    }

    private static VolumeMount One(string line)
    {
        string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2)
        {
            throw new FieldException("'{0}' is no volume. Write its name and its path, for instance {1}.", Typed.Shortened(line, Shown), "data /var/lib/data 10 GiB");
        }

        return string.Join(' ', words[2..]) switch
        {
            "" => VolumeMount.Existing(words[0], words[1]),
            ReadOnly => VolumeMount.Existing(words[0], words[1], isReadOnly: true),
            Shared => VolumeMount.Shared(words[0], words[1]),
            var size => VolumeMount.Own(words[0], words[1], (long)TypedAmount.Read(ResourceNames.Storage, size)),
        };
    }

    private static string? Twice(IEnumerable<string> names) => names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key;
}
