using System.Text.RegularExpressions;

namespace Hivemind.Tenancy.Docker;

/// <summary>
/// The full name of an image, with registry and tag or digest, as Docker completes it. The full name is what the engine is given: a bare one may
/// be taken for the id of an image that somebody else has pulled.
/// </summary>
internal static partial class ImageName
{
    private const string DefaultRegistry = "docker.io";

    private const string Any = "0hvany0";

    public static bool TryComplete(string image, out string name)
    {
        name = string.Empty;
        int slash = image.IndexOf('/', StringComparison.Ordinal);
        string first = slash < 0 ? string.Empty : image[..slash];
        bool isRegistry = first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost";
        string registry = isRegistry ? first : DefaultRegistry;
        string rest = isRegistry ? image[(slash + 1)..] : image;
        if (registry is "index.docker.io")
        {
            registry = DefaultRegistry;
        }

        if (registry == DefaultRegistry && !rest.Contains('/', StringComparison.Ordinal))
        {
            rest = "library/" + rest;
        }

        Match match = Rest().Match(rest);
        if (!match.Success || !Registry().IsMatch(registry))
        {
            return false;
        }

        name = $"{registry}/{rest}{(match.Groups["tag"].Success || match.Groups["digest"].Success ? string.Empty : ":latest")}";
        return true;
    }

    /// <summary>The registry of a full name.</summary>
    public static string RegistryOf(string name) => name[..name.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>Whether a full name is one that a pattern stands for.</summary>
    public static bool Matches(string name, string pattern)
    {
        if (pattern == "*")
        {
            return true;
        }

        // Completed with a placeholder in the place of each star, so that the pattern names registry and tag as the name does.
        if (!TryComplete(pattern.Replace("*", Any, StringComparison.Ordinal), out string full))
        {
            return false;
        }

        if (pattern.EndsWith('*') && full.EndsWith(Any + ":latest", StringComparison.Ordinal))
        {
            full = full[..^":latest".Length];
        }

        string registry = RegistryOf(full);
        string expression = Expression(registry, "[^/]*") + Expression(full[registry.Length..], ".*");
        return Regex.IsMatch(name, $"^{expression}\\z", RegexOptions.Singleline | RegexOptions.NonBacktracking);
    }

    private static string Expression(string text, string any) => Regex.Escape(text).Replace(Any, any, StringComparison.Ordinal);

    [GeneratedRegex("^[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*(?<tag>:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?<digest>@sha256:[0-9a-f]{64})?\\z")]
    private static partial Regex Rest();

    [GeneratedRegex("^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?\\z")]
    private static partial Regex Registry();
}
