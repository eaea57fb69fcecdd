using System.Globalization;

namespace Hivemind.Tenancy.StoreWorker;

/// <summary>One clock for all processes, which a test moves: the machine's, and the seconds that a file says.</summary>
internal sealed class FileClock(string path) : TimeProvider
{
    private static readonly AsyncLocal<Reading?> Watched = new();

    /// <summary>Writes down, for the flow that asks, what the clock says from now on: the last is the time of a step, which is read under its lock.</summary>
    public static Reading Watch() => Watched.Value = new Reading();

    public override DateTimeOffset GetUtcNow()
    {
        DateTimeOffset now = System.GetUtcNow().AddSeconds(Offset());
        Watched.Value?.See(now);
        return now;
    }

    /// <summary>Moves it, for every process at once.</summary>
    public static void Set(string path, double seconds)
    {
        string fresh = path + ".new";
        File.WriteAllText(fresh, seconds.ToString(CultureInfo.InvariantCulture));
        File.Move(fresh, path, overwrite: true);
    }

    private double Offset() => double.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture);

    /// <summary>What was read last.</summary>
    internal sealed class Reading
    {
        /// <summary>In UTC ticks, in whole microseconds as stores have it; 0 for not at all.</summary>
        public long Ticks { get; private set; }

        public void See(DateTimeOffset now) => Ticks = now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMicrosecond);
    }
}
