namespace PlatformHost;

/// <summary><c>--replay LOG</c>: tenants that are busy, for the dashboard to show.</summary>
internal static class ReplayArgument
{
    public const string Name = "--replay";

    /// <summary>Takes it out of the arguments; no log when it is not there, or names none.</summary>
    public static (string[] Others, string? Log) Take(string[] arguments)
    {
        int at = Array.IndexOf(arguments, Name);
        return at < 0 || at + 1 >= arguments.Length || arguments[at + 1].StartsWith("--", StringComparison.Ordinal) ? (arguments, null) : ([.. arguments[..at], .. arguments[(at + 2)..]], arguments[at + 1]);
    }
}
