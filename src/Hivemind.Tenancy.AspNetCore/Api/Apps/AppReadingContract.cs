using System.ComponentModel;
using System.Text.Json.Serialization;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.AspNetCore;

[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record AppUsageResource
{
    [JsonPropertyName("replicas")]
    [Description("Of replicas that the engine knows nothing about, nothing")]
    public required IReadOnlyList<ReplicaUsageResource> Replicas { get; init; }
}

[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record ReplicaUsageResource
{
    [JsonPropertyName("replica")]
    public required string Replica { get; init; }

    [JsonPropertyName("cpu")]
    [Description("Cores")]
    public required decimal Cpu { get; init; }

    [JsonPropertyName("memory")]
    [Description("Bytes")]
    public required long Memory { get; init; }

    public static ReplicaUsageResource Of(ReplicaUsage usage) => new() { Replica = usage.Replica, Cpu = usage.CpuCores, Memory = usage.MemoryBytes };
}

/// <summary>One line of a stream.</summary>
internal sealed record AppLogLineResource
{
    [JsonPropertyName("replica")]
    public required string Replica { get; init; }

    [JsonPropertyName("at")]
    public required DateTimeOffset At { get; init; }

    [JsonPropertyName("text")]
    public required string Text { get; init; }

    [JsonPropertyName("is_error")]
    public required bool IsError { get; init; }

    public static AppLogLineResource Of(AppLogLine line) => new() { Replica = line.Replica, At = line.At, Text = line.Text, IsError = line.IsError };
}

internal sealed record AppViolationList
{
    [JsonPropertyName("violations")]
    public required IReadOnlyList<AppViolationResource> Violations { get; init; }
}

internal sealed record AppViolationResource
{
    [JsonPropertyName("namespace")]
    public required string Namespace { get; init; }

    [JsonPropertyName("app")]
    [Description("The app's name")]
    public required string App { get; init; }

    [JsonPropertyName("aspect")]
    public required IsolationAspectName Aspect { get; init; }

    [JsonPropertyName("reason")]
    [Description("How it violates it, in words")]
    public required string Reason { get; init; }

    public static AppViolationResource Of(AppViolation violation) => new()
    {
        Namespace = violation.App.Namespace,
        App = violation.App.Name,
        Aspect = (IsolationAspectName)violation.Aspect,
        Reason = violation.Reason,
    };
}
