using System.Globalization;

namespace Hivemind.Tenancy.StoreWorker;

/// <summary>One clock for all processes, which a test moves: the machine's, and the seconds that a file says.</summary>
internal sealed class FileClock(string path) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddSeconds(Offset());

    /// <summary>Moves it, for every process at once.</summary>
    public static void Set(string path, double seconds)
    {
        string fresh = path + ".new";
        File.WriteAllText(fresh, seconds.ToString(CultureInfo.InvariantCulture));
        File.Move(fresh, path, overwrite: true);
    }

    private double Offset() => double.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture);
}
