namespace Hivemind.Tenancy.TestSupport;

/// <summary>Where a PostgreSQL server's programs are on this machine.</summary>
internal static class PostgresBinaries
{
    private const string DebianRoot = "/usr/lib/postgresql";

    /// <summary>The folder of the newest <c>initdb</c> and <c>postgres</c>.</summary>
    /// <exception cref="InvalidOperationException">There is none: the tests fail, they are not skipped.</exception>
    public static string Find() =>
        Candidates().FirstOrDefault(f => File.Exists(Path.Combine(f, "initdb")) && File.Exists(Path.Combine(f, "postgres")))
        ?? throw new InvalidOperationException(
            $"No PostgreSQL server: initdb is neither on PATH nor in {DebianRoot}/*/bin. Install Debian's 'postgresql' (tests/run.sh does), "
            + $"or name a server in {PostgresServer.Variable}.");

    private static IEnumerable<string> Candidates()
    {
        IEnumerable<string> debian = Directory.Exists(DebianRoot)
            ? Directory.GetDirectories(DebianRoot)
                .OrderByDescending(d => int.TryParse(Path.GetFileName(d), out int version) ? version : 0)
                .Select(d => Path.Combine(d, "bin"))
            : [];
        return debian.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries));
    }
}
