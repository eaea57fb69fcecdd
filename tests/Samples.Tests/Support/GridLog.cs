using System.IO.Compression;
using System.Text;

namespace Samples.Tests;

/// <summary>
/// A log of a grid's size and shape: the one that <c>HIVEMIND_TRACE</c> names, or a copy of the LCG log of the Parallel
/// Workloads Archive in a folder <c>shared/data</c> near the repository, or else one made up here, so that there is always one.
/// </summary>
internal static class GridLog
{
    private const string Variable = "HIVEMIND_TRACE";
    private const string Name = "lcg-grid.swf.gz";

    /// <summary>The log as a file; dispose it if it was made.</summary>
    public static (string Path, IDisposable? Made) Open()
    {
        string? path = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Nearby();
        if (path is not null)
        {
            return (path, null);
        }

        TempFile made = new(TempFile.Gzip(MadeUp()), Name);
        return (made.Path, made);
    }

    public static List<string> Lines(string path)
    {
        byte[] content = File.ReadAllBytes(path);
        using Stream stream = content is [0x1f, 0x8b, ..]
            ? new GZipStream(new MemoryStream(content), CompressionMode.Decompress)
            : new MemoryStream(content);
        using StreamReader reader = new(stream, Encoding.UTF8);
        List<string> lines = [];
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    private static string? Nearby()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "shared", "data", Name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>Bursts of short and long jobs of a few large groups and many small ones, with some that never ran.</summary>
    private static string MadeUp()
    {
        Random random = new(20_051_120);
        StringBuilder log = new("; Version: 2.2\n; Note: made up\n");
        long submit = 0;
        for (int number = 1; number <= 20_000; number++)
        {
            submit += random.Next(4) == 0 ? random.Next(40) : 0;
            long runTime = random.Next(50) == 0 ? random.Next(-1, 1) : (long)Math.Exp(random.NextDouble() * 11);
            int group = random.Next(100) == 0 ? -1 : (int)Math.Pow(28, random.NextDouble());
            log.Append(Swf.Job(submit, runTime, 1 + (random.Next(8) / 7 * random.Next(64)), group, group + random.Next(8), number)).Append('\n');
        }

        return log.ToString();
    }
}
