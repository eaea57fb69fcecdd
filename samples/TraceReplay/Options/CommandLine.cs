using System.Globalization;
using Hivemind.Tenancy;
using Hivemind.Tenancy.Samples;

namespace TraceReplay;

/// <summary>Reads the command line.</summary>
internal static class CommandLine
{
    public const string Help = """
        Replays a workload log against tenants with quotas.

          TraceReplay PATH [options]

        PATH is a log in the Standard Workload Format (SWF 2.2), plain or compressed with gzip. A group is a tenant
        (group-7; group-unknown for -1), its user the user, and a job a reservation of its processors, as CPU cores, and of
        one container, held from its submission for its run time. Jobs are replayed in the order of simulated time: at equal
        times releases come before reservations, and among reservations the order of the file decides. A job that does not
        fit its tenant's quotas is refused and never held. Jobs with a run time of zero or less, or no processors, are
        skipped.

        Options:
          --cpu-limit CORES    CPU of each tenant at most, in steps of 0.001 cores. Unlimited unless given.
          --max-containers N   Containers of each tenant at most. Unlimited unless given.
          --quotas FILE        JSON with limits per tenant: {"group-7": {"cpuCores": 100, "containers": 50}}. Members are
                               cpuCores, memoryBytes, storageBytes, containers, services and other (an object of names
                               and counts). For a tenant in FILE the two options above do not count: what is absent
                               there is unlimited.
          --store STORE        Where tenants are kept: memory (unless given), sqlite:PATH or postgres:CONNECTION. Tenants
                               that an earlier run left there get the quotas of this one.
          --lenient            Skips and counts malformed lines, instead of reporting them and stopping.
          --statement          What each tenant has used, from the meter's records: core-seconds, as a table and a chart, or
                               as coreSeconds of each tenant with --json. In a store that an earlier run has filled that
                               run's usage is in it, too.
          --json               Writes one JSON object instead of a table.
          -h, --help           Writes this text.

        Elapsed time is that of the replay, without start-up and reading the log. Operations are reservations (admitted or
        refused), commits and releases.

        Exit codes: 0 replayed; 1 a file cannot be read, or is damaged; 2 the command line, the file of quotas or a line of
        the log is malformed; 130 interrupted.
        """;

    /// <exception cref="UsageException">It cannot be understood.</exception>
    public static ReplayOptions Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Contains("--help") || arguments.Contains("-h"))
        {
            return new ReplayOptions { LogPath = string.Empty, Help = true };
        }

        string? path = null;
        ReplayOptions options = new() { LogPath = string.Empty };
        HashSet<string> seen = [];
        Queue<string> rest = new(arguments);
        while (rest.TryDequeue(out string? argument))
        {
            if (!argument.StartsWith('-'))
            {
                path = path is null ? argument : throw new UsageException($"One PATH is replayed, not also '{argument}'.");
                continue;
            }

            string[] parts = argument.Split('=', 2);
            string name = parts[0];
            string? given = parts.Length == 2 ? parts[1] : null;
            if (!seen.Add(name))
            {
                throw new UsageException($"{name} is given twice.");
            }

            options = name switch
            {
                "--cpu-limit" => options with { Quotas = options.Quotas with { CpuCores = Cores(name, Value(name, given, rest)) } },
                "--max-containers" => options with { Quotas = options.Quotas with { Containers = Count(name, Value(name, given, rest)) } },
                "--quotas" => options with { QuotasPath = Value(name, given, rest) },
                "--store" => options with { Store = Store(name, Value(name, given, rest)) },
                "--json" => options with { Json = Flag(name, given) },
                "--statement" => options with { Statement = Flag(name, given) },
                "--lenient" => options with { Lenient = Flag(name, given) },
                _ => throw new UsageException($"'{Printable.Excerpt(name)}' is not an option."),
            };
        }

        return string.IsNullOrEmpty(path)
            ? throw new UsageException("The PATH of a log is missing.")
            : options with { LogPath = path };
    }

    private static string Value(string name, string? given, Queue<string> rest) =>
        (given ?? (rest.TryDequeue(out string? next) ? next : null)) is { Length: > 0 } value
            ? value
            : throw new UsageException($"{name} needs a value.");

    private static string Store(string name, string text) =>
        StoreArgument.IsValid(text) ? text : throw new UsageException($"{name} is '{Printable.Excerpt(text)}', not {StoreArgument.Forms}.");

    private static bool Flag(string name, string? given) =>
        given is null ? true : throw new UsageException($"{name} takes no value.");

    /// <summary>What is a legal limit is for the library to say.</summary>
    private static decimal Cores(string name, string text)
    {
        try
        {
            return new ResourceQuotas
            {
                CpuCores = decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture),
            }.CpuCores!.Value;
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            throw new UsageException(
                $"{name} is '{Printable.Excerpt(text)}', not a number of cores: 0 or more, in steps of 0.001.", e);
        }
    }

    private static long Count(string name, string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            ? count
            : throw new UsageException($"{name} is '{Printable.Excerpt(text)}', not a whole number, 0 or more.");
}
