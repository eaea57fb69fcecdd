using Hivemind.Tenancy.Samples;

namespace PlatformHost;

/// <summary>What is left of the command line for the host itself. Nothing of it is ignored silently.</summary>
internal static class PlatformArguments
{
    private const string Store = "--store";

    private static readonly string[] Known = ["--urls", Store];

    /// <summary>What is wrong with it; null for nothing.</summary>
    /// <param name="arguments">Those that nothing else has taken.</param>
    /// <param name="hasLog">Whether a log is replayed.</param>
    public static string? FindProblem(string[] arguments, bool hasLog)
    {
        HashSet<string> seen = [];
        for (int i = 0; i < arguments.Length; i++)
        {
            string[] parts = arguments[i].Split('=', 2);
            string name = parts[0];
            if (!Known.Contains(name))
            {
                return name == EngineArgument.Name ? $"{name} is there once, and takes an endpoint such as unix:///var/run/docker.sock or https://node:2376."
                    : name == ReplayArgument.Name ? $"{name} takes a log, once: {name} LOG." : $"There is no option '{name}'.";
            }

            if (!seen.Add(name))
            {
                return $"{name} is there twice.";
            }

            if (parts.Length == 1 && (++i == arguments.Length || arguments[i].StartsWith("--", StringComparison.Ordinal)))
            {
                return $"{name} takes a value.";
            }
        }

        return hasLog && seen.Contains(Store) ? $"{ReplayArgument.Name} keeps its tenants in memory: leave {Store} out." : null;
    }
}
