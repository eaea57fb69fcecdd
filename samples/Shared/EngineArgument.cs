using Hivemind.Tenancy.Docker;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Samples;

/// <summary>What runs apps, as a command line says it: an engine in memory, or Docker with <c>--docker</c> and, unless it is the usual one, its endpoint.</summary>
internal static class EngineArgument
{
    /// <summary>The image that the samples deploy. On Docker it has to lie on the engine.</summary>
    public const string Image = "nginx:1.27";

    public const string Name = "--docker";

    private const string Usual = "unix:///var/run/docker.sock";

    private static readonly string[] Schemes = ["unix", "npipe", "tcp", "http", "https"];

    /// <summary>Takes it out of a command line.</summary>
    /// <returns>What else is there, and the endpoint; null for an engine in memory. An endpoint that is none, and what is there twice, stay where they are.</returns>
    public static (string[] Others, Uri? Docker) Take(string[] arguments)
    {
        int at = Array.IndexOf(arguments, Name);
        if (at < 0)
        {
            return (arguments, null);
        }

        bool isNamed = at + 1 < arguments.Length && !arguments[at + 1].StartsWith("--", StringComparison.Ordinal);
        return Uri.TryCreate(isNamed ? arguments[at + 1] : Usual, UriKind.Absolute, out Uri? endpoint) && Schemes.Contains(endpoint.Scheme)
            ? ([.. arguments[..at], .. arguments[(at + (isNamed ? 2 : 1))..]], endpoint)
            : (arguments, null);
    }

    /// <summary>Registers the engine.</summary>
    public static HivemindTenancyBuilder UseEngine(this HivemindTenancyBuilder builder, Uri? docker) => docker is null ? builder : builder.UseDocker(options =>
    {
        options.Nodes.Add(new DockerNode("node-1", docker));
        options.LocalImages.Add(Image);
    });
}
