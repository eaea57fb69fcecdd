using System.ComponentModel;
using System.Text.Json.Serialization;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.AspNetCore;

[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AppPortDocument
{
    [JsonPropertyName("number")]
    [Description("1 to 65,535")]
    public required int Number { get; init; }

    [JsonPropertyName("protocol")]
    [Description("tcp when absent")]
    public PortProtocolName Protocol { get; init; }

    [JsonPropertyName("exposure")]
    [Description("From where it may be reached: the tenant's own workloads, as when absent; the machine that runs it, too; or anywhere")]
    public PortExposureName Exposure { get; init; }

    public static AppPortDocument Of(AppPort port) => new()
    {
        Number = port.Number,
        Protocol = (PortProtocolName)port.Protocol,
        Exposure = (PortExposureName)port.Exposure,
    };

    public AppPort ToPort() => new(
        Number, Protocol == default ? PortProtocol.Tcp : (PortProtocol)Protocol, Exposure == default ? PortExposure.Tenant : (PortExposure)Exposure);
}

[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record VolumeMountDocument
{
    [JsonPropertyName("volume")]
    [Description("The volume's name, an RFC 1123 label")]
    public required string Volume { get; init; }

    [JsonPropertyName("path")]
    [Description("Where it is in the container: an absolute path, up to 512 characters")]
    public required string Path { get; init; }

    [JsonPropertyName("kind")]
    [Description("own: made and removed with the app. existing: one of the namespace that was created before. shared: one that the host shares among tenants, to be read")]
    public required MountKindName Kind { get; init; }

    [JsonPropertyName("size")]
    [Description("How large it is, in bytes, 1 or more: with kind own, and only there")]
    public long? Size { get; init; }

    [JsonPropertyName("is_read_only")]
    [Description("Whether nothing can be written to it: false with kind own, true with kind shared, and as asked for with kind existing; false there when absent")]
    public bool? IsReadOnly { get; init; }

    public static VolumeMountDocument Of(VolumeMount mount) => new()
    {
        Volume = mount.Volume,
        Path = mount.Path,
        Kind = mount.IsOwn ? MountKindName.Own : mount.IsShared ? MountKindName.Shared : MountKindName.Existing,
        Size = mount.IsOwn ? mount.SizeBytes : null,
        IsReadOnly = mount.IsReadOnly,
    };

    public VolumeMount ToMount() => (Kind, Size, IsReadOnly) switch
    {
        (MountKindName.Own, { } size, not true) => VolumeMount.Own(Volume, Path, size),
        (MountKindName.Existing, null, _) => VolumeMount.Existing(Volume, Path, IsReadOnly ?? false),
        (MountKindName.Shared, null, not false) => VolumeMount.Shared(Volume, Path),
        _ => throw ApiProblemException.Invalid("In volumes size goes with kind own, where it is needed; own is not read-only, and shared is nothing else."),
    };
}

[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AppReadinessDocument
{
    [JsonPropertyName("command")]
    [Description("A command in the container that succeeds when it is ready; none when absent or empty")]
    public IReadOnlyList<string>? Command { get; init; }

    [JsonPropertyName("port")]
    [Description("A TCP port that accepts a connection when it is ready, 1 to 65,535; none when absent")]
    public int? Port { get; init; }

    [JsonPropertyName("deadline_seconds")]
    [Description("By when it has to be ready, from its start, 1 to 3,600; 60 when absent")]
    public decimal? DeadlineSeconds { get; init; }

    public static AppReadinessDocument Of(AppReadiness readiness) => new()
    {
        Command = readiness.Command,
        Port = readiness.Port,
        DeadlineSeconds = Seconds.Of(readiness.Deadline),
    };

    public AppReadiness ToReadiness() => new()
    {
        Command = Command ?? [],
        Port = Port,
        Deadline = DeadlineSeconds is { } seconds ? Seconds.Parse(seconds) : AppReadiness.Running.Deadline,
    };
}

[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AppJobDocument
{
    [JsonPropertyName("deadline_seconds")]
    [Description("How long it may run, retries included, 1 to 2,592,000; 3,600 when absent")]
    public decimal? DeadlineSeconds { get; init; }

    [JsonPropertyName("retries")]
    [Description("How often it is started again when it fails, 0 to 100")]
    public int Retries { get; init; }

    public static AppJobDocument Of(AppJob job) => new() { DeadlineSeconds = Seconds.Of(job.Deadline), Retries = job.Retries };

    public AppJob ToJob() => DeadlineSeconds is { } seconds
        ? new AppJob { Deadline = Seconds.Parse(seconds), Retries = Retries }
        : new AppJob { Retries = Retries };
}
