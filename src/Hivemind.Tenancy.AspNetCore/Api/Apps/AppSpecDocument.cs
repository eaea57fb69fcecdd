using System.ComponentModel;
using System.Text.Json.Serialization;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.AspNetCore;

[Description("What an app is to be. Whoever may read the app reads all of it, values of the environment included; of secrets it holds only the names.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AppSpecDocument
{
    [JsonPropertyName("image")]
    [Description("1 to 512 characters without white space, for instance nginx:1.27")]
    public required string Image { get; init; }

    [JsonPropertyName("command")]
    [Description("What is run instead of the image's entry point, up to 256 parts; that when absent or empty")]
    public IReadOnlyList<string>? Command { get; init; }

    [JsonPropertyName("arguments")]
    [Description("Arguments of the command, up to 256; the image's own when absent or empty")]
    public IReadOnlyList<string>? Arguments { get; init; }

    [JsonPropertyName("replicas")]
    [Description("1 to 1,000, of a job 1; 1 when absent")]
    public int? Replicas { get; init; }

    [JsonPropertyName("per_replica")]
    [Description("What each replica may use, nothing when absent. Containers and services are counted by themselves: 0 of either")]
    public AmountsDocument? PerReplica { get; init; }

    [JsonPropertyName("ports")]
    [Description("Together one service; no port and protocol twice")]
    public IReadOnlyList<AppPortDocument>? Ports { get; init; }

    [JsonPropertyName("volumes")]
    [Description("Storage that the replicas share; no volume and no path twice")]
    public IReadOnlyList<VolumeMountDocument>? Volumes { get; init; }

    [JsonPropertyName("environment")]
    [Description("Environment variables: names of letters, digits and _, values of up to 32,768 characters. Everybody who may read the app reads them: put nothing confidential here")]
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    [JsonPropertyName("secrets")]
    [Description("Environment variables that the host sets when a container starts: to each name of a variable the name of a secret, never the secret")]
    public IReadOnlyDictionary<string, string>? Secrets { get; init; }

    [JsonPropertyName("labels")]
    [Description("Marks for people: keys of 1 to 63 characters, values of up to 63")]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    [JsonPropertyName("capabilities")]
    [Description("The Linux capabilities that its processes keep, as NET_BIND_SERVICE, where the host allows them; none when absent or empty")]
    public IReadOnlyList<string>? Capabilities { get; init; }

    [JsonPropertyName("root_read_only")]
    [Description("Whether its processes can write to nothing but its volumes; false when absent")]
    public bool IsRootReadOnly { get; init; }

    [JsonPropertyName("restart")]
    [Description("What becomes of a replica whose process has ended; always when absent")]
    public RestartPolicyName Restart { get; init; }

    [JsonPropertyName("readiness")]
    [Description("When a replica counts as ready; as soon as it runs when absent")]
    public AppReadinessDocument? Readiness { get; init; }

    [JsonPropertyName("job")]
    [Description("That it is a job, which runs to its end, once; an app that keeps running when absent")]
    public AppJobDocument? Job { get; init; }

    public static AppSpecDocument Of(AppSpec spec) => new()
    {
        Image = spec.Image,
        Command = spec.Command,
        Arguments = spec.Arguments,
        Replicas = spec.Replicas,
        PerReplica = AmountsDocument.Of(spec.PerReplica),
        Ports = [.. spec.Ports.Select(AppPortDocument.Of)],
        Volumes = [.. spec.Volumes.Select(VolumeMountDocument.Of)],
        Environment = spec.Environment,
        Secrets = spec.Secrets.ToDictionary(s => s.Key, s => s.Value.Name, StringComparer.Ordinal),
        Labels = spec.Labels,
        Capabilities = spec.Capabilities,
        IsRootReadOnly = spec.IsRootReadOnly,
        Restart = (RestartPolicyName)spec.Restart,
        Readiness = AppReadinessDocument.Of(spec.Readiness),
        Job = spec.Job is null ? null : AppJobDocument.Of(spec.Job),
    };

    /// <exception cref="ArgumentException">A member is malformed.</exception>
    /// <exception cref="ApiProblemException">A member is malformed.</exception>
    public AppSpec ToSpec(string namespaceName, string name) => new()
    {
        Namespace = namespaceName,
        Name = name,
        Image = Image,
        Command = Command ?? [],
        Arguments = Arguments ?? [],
        Replicas = Replicas ?? 1,
        PerReplica = PerReplica?.ToAmounts() ?? ResourceAmounts.None,
        Ports = [.. (Ports ?? []).Select(p => p.ToPort())],
        Volumes = [.. (Volumes ?? []).Select(v => v.ToMount())],
        Environment = Environment ?? new Dictionary<string, string>(),
        Secrets = (Secrets ?? new Dictionary<string, string>()).ToDictionary(s => s.Key, s => new SecretReference(s.Value), StringComparer.Ordinal),
        Labels = Labels ?? new Dictionary<string, string>(),
        Capabilities = Capabilities ?? [],
        IsRootReadOnly = IsRootReadOnly,
        Restart = Restart == default ? RestartPolicy.Always : (RestartPolicy)Restart,
        Readiness = Readiness?.ToReadiness() ?? AppReadiness.Running,
        Job = Job?.ToJob(),
    };
}
