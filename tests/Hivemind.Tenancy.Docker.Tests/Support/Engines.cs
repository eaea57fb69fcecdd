using System.Net;

namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>Engines over the tests' daemon, each of a platform of its own, so that none sees another's.</summary>
internal static class Engines
{
    private static int _pools;

    public static string NewPlatform() => $"t{Guid.NewGuid():N}"[..16];

    public static DockerOptions Options(Uri endpoint, string platform, Action<DockerOptions>? configure = null)
    {
        int pool = Interlocked.Increment(ref _pools);
        DockerOptions options = new()
        {
            Platform = platform,
            LocalImages = { DockerDaemon.Image },
            ProbeImage = DockerDaemon.Image,
            NetworkPool = IPNetwork.Parse($"10.{100 + (pool / 256)}.{pool % 256}.0/24"),
            NetworkPrefixLength = 28,
            SharedNetwork = IPNetwork.Parse($"10.{150 + (pool / 256)}.{pool % 256}.0/24"),
            StopGrace = TimeSpan.Zero,
            AnswerLimit = TimeSpan.FromSeconds(60),
        };
        options.Nodes.Add(new DockerNode("node-1", endpoint));
        configure?.Invoke(options);
        return options;
    }

    /// <summary>Has a host's engine be as these options say, for <c>UseDocker</c>.</summary>
    public static void CopyTo(this DockerOptions from, DockerOptions to)
    {
        to.Platform = from.Platform;
        to.ProbeImage = from.ProbeImage;
        to.NetworkPool = from.NetworkPool;
        to.NetworkPrefixLength = from.NetworkPrefixLength;
        to.SharedNetwork = from.SharedNetwork;
        to.StopGrace = from.StopGrace;
        to.AnswerLimit = from.AnswerLimit;
        to.LookInterval = from.LookInterval;
        foreach (string image in from.LocalImages)
        {
            to.LocalImages.Add(image);
        }

        foreach (DockerNode node in from.Nodes)
        {
            to.Nodes.Add(node);
        }
    }

    public static DockerWorkloadEngine Create(DockerOptions options, ISecretResolver? secrets = null, IRegistryCredentials? credentials = null)
    {
        new DockerOptionsValidator().Validate(null, options).Failed.Should().BeFalse();
        return new DockerWorkloadEngine(Microsoft.Extensions.Options.Options.Create(options), TimeProvider.System, secrets, credentials);
    }
}
