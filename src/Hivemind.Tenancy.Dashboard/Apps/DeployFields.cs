namespace Hivemind.Tenancy.Dashboard;

/// <summary>The fields of the form that deploys, but for those that other forms about apps have, too.</summary>
internal static class DeployFields
{
    public const string Namespace = "namespace";
    public const string Name = "name";
    public const string Kind = "kind";
    public const string Command = "command";
    public const string Cpu = "cpu";
    public const string Memory = "memory";
    public const string Environment = "environment";
    public const string Ports = "ports";
    public const string Exposure = "exposure";
    public const string Retries = "retries";
    public const string Minutes = "minutes";
    public const string Volumes = "volumes";
    public const string Secrets = "secrets";
    public const string Labels = "labels";
    public const string Arguments = "arguments";
    public const string Others = "others";
    public const string ReadyCommand = "ready-command";
    public const string ReadyPort = "ready-port";
    public const string ReadySeconds = "ready-seconds";
    public const string Restart = "restart";
    public const string IsRootReadOnly = "root-read-only";
    public const string Capabilities = "capabilities";

    /// <summary>What the choice of kind says for a job.</summary>
    public const string Job = "job";

    /// <summary>What most apps leave as it is, with what stands there.</summary>
    public static IReadOnlyDictionary<string, string> Rare { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Secrets] = string.Empty,
        [Volumes] = string.Empty,
        [Labels] = string.Empty,
        [Arguments] = string.Empty,
        [Others] = string.Empty,
        [ReadyCommand] = string.Empty,
        [ReadyPort] = string.Empty,
        [ReadySeconds] = "60",
        [Restart] = nameof(Workloads.RestartPolicy.Always),
        [IsRootReadOnly] = string.Empty,
        [Capabilities] = string.Empty,
    };
}
