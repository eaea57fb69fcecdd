namespace Samples.Tests;

/// <summary>Writes lines of the Standard Workload Format.</summary>
internal static class Swf
{
    public static string Job(object submit, object runTime, object processors, object? group = null, object? user = null, object? number = null) =>
        $"{number ?? 1} {submit} -1 {runTime} {processors} -1 -1 -1 -1 -1 1 {user ?? 1} {group ?? 1} -1 -1 -1 -1 -1";

    public static string Log(params IEnumerable<string> lines) => string.Concat(lines.Select(l => l + "\n"));
}
