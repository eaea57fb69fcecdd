using System.ComponentModel;
using System.Text.Json.Serialization;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.AspNetCore;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DeployAppRequest
{
    [JsonPropertyName("namespace")]
    [Description("One of the tenant's namespaces")]
    public required string Namespace { get; init; }

    [JsonPropertyName("name")]
    [Description("RFC 1123 label, unique within the namespace")]
    public required string Name { get; init; }

    [JsonPropertyName("spec")]
    public required AppSpecDocument Spec { get; init; }
}

[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ScaleAppRequest
{
    [JsonPropertyName("replicas")]
    [Description("1 to 1,000; to run none, stop it")]
    public required int Replicas { get; init; }
}

[Description("An app or a job of a tenant, as it is at one moment.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record AppResource
{
    [JsonPropertyName("namespace")]
    public required string Namespace { get; init; }

    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("state")]
    [Description("succeeded is for jobs only; stopped by a user it holds nothing, suspended with its tenant it holds what it held")]
    public required AppStateName State { get; init; }

    [JsonPropertyName("generation")]
    [Description("The number of its last change, from 1")]
    public required long Generation { get; init; }

    [JsonPropertyName("etag")]
    [Description("For If-Match; of an app made anew under its name it is another")]
    public required string ETag { get; init; }

    [JsonPropertyName("source")]
    [Description("Which engine runs it: the source of its allocation app/namespace/name")]
    public required string Source { get; init; }

    [JsonPropertyName("ready_replicas")]
    [Description("How many replicas run what is wanted and are ready")]
    public required int ReadyReplicas { get; init; }

    [JsonPropertyName("replicas")]
    [Description("What there is of it, the oldest first")]
    public required IReadOnlyList<ReplicaResource> Replicas { get; init; }

    [JsonPropertyName("spec")]
    public required AppSpecDocument Spec { get; init; }

    public static AppResource Of(App app) => new()
    {
        Namespace = app.Key.Namespace,
        Name = app.Key.Name,
        State = (AppStateName)app.State,
        Generation = app.Generation,
        ETag = AppTag.Of(app.Version),
        Source = app.Source,
        ReadyReplicas = app.ReadyReplicas,
        Replicas = [.. app.Replicas.Select(ReplicaResource.Of)],
        Spec = AppSpecDocument.Of(app.Spec),
    };
}

[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record ReplicaResource
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("state")]
    public required ReplicaStateName State { get; init; }

    [JsonPropertyName("is_current")]
    [Description("Whether it is what is wanted now, rather than what is being replaced")]
    public required bool IsCurrent { get; init; }

    [JsonPropertyName("since")]
    [Description("Since when it is in its state")]
    public required DateTimeOffset Since { get; init; }

    [JsonPropertyName("exit_code")]
    [Description("With what its process ended; null while it has not")]
    public required int? ExitCode { get; init; }

    [JsonPropertyName("reason")]
    [Description("Why it is so, in words; null where there is nothing to say")]
    public required string? Reason { get; init; }

    public static ReplicaResource Of(EngineReplica replica) => new()
    {
        Id = replica.Id,
        State = (ReplicaStateName)replica.State,
        IsCurrent = replica.IsCurrent,
        Since = replica.Since,
        ExitCode = replica.ExitCode,
        Reason = replica.Reason,
    };
}

internal sealed record AppPage
{
    [JsonPropertyName("apps")]
    public required IReadOnlyList<AppResource> Apps { get; init; }

    [JsonPropertyName("next_cursor")]
    [Description("The cursor of the next page; null when this is the last")]
    public required string? NextCursor { get; init; }
}
