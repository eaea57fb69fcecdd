using System.Text.Json;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>Specs as they are written, and back: what comes back is equal.</summary>
internal static class SpecEntries
{
    public static SpecEntry Of(AppSpec spec) => new()
    {
        Name = spec.Name,
        Namespace = spec.Namespace,
        Image = spec.Image,
        Command = spec.Command,
        Arguments = spec.Arguments,
        Replicas = spec.Replicas,
        PerReplica = Of(spec.PerReplica),
        Ports = [.. spec.Ports.Select(p => new PortEntry(p.Number, $"{p.Protocol}", $"{p.Exposure}"))],
        Volumes = [.. spec.Volumes.Select(v => new MountEntry(v.Volume, v.Path, v.IsReadOnly, v.SizeBytes, v.IsShared))],
        Environment = spec.Environment,
        Secrets = spec.Secrets.ToDictionary(s => s.Key, s => s.Value.Name, StringComparer.Ordinal),
        Labels = spec.Labels,
        Capabilities = spec.Capabilities,
        IsRootReadOnly = spec.IsRootReadOnly,
        Restart = $"{spec.Restart}",
        ReadinessCommand = spec.Readiness.Command,
        ReadinessPort = spec.Readiness.Port,
        ReadinessTicks = spec.Readiness.Deadline.Ticks,
        JobTicks = spec.Job?.Deadline.Ticks,
        JobRetries = spec.Job?.Retries ?? 0,
    };

    public static AppSpec Of(SpecEntry entry) => new()
    {
        Name = entry.Name,
        Namespace = entry.Namespace,
        Image = entry.Image,
        Command = entry.Command,
        Arguments = entry.Arguments,
        Replicas = entry.Replicas,
        PerReplica = Of(entry.PerReplica),
        Ports = [.. entry.Ports.Select(p => new AppPort(p.Number, Enum.Parse<PortProtocol>(p.Protocol), Enum.Parse<PortExposure>(p.Exposure)))],
        Volumes = [.. entry.Volumes.Select(Of)],
        Environment = entry.Environment,
        Secrets = entry.Secrets.ToDictionary(s => s.Key, s => new SecretReference(s.Value), StringComparer.Ordinal),
        Labels = entry.Labels,
        Capabilities = entry.Capabilities,
        IsRootReadOnly = entry.IsRootReadOnly,
        Restart = Enum.Parse<RestartPolicy>(entry.Restart),
        Readiness = new AppReadiness { Command = entry.ReadinessCommand, Port = entry.ReadinessPort, Deadline = TimeSpan.FromTicks(entry.ReadinessTicks) },
        Job = entry.JobTicks is { } ticks ? new AppJob { Deadline = TimeSpan.FromTicks(ticks), Retries = entry.JobRetries } : null,
    };

    /// <summary>What a replica may use, for the label of its container.</summary>
    public static string Write(ResourceAmounts amounts) => JsonSerializer.Serialize(Of(amounts), RecordsJson.Default.AmountsEntry);

    /// <exception cref="WorkloadEngineException">It cannot be read.</exception>
    public static ResourceAmounts ReadAmounts(string json) => RecordsJson.Read(json, RecordsJson.Default.AmountsEntry, Of);

    private static AmountsEntry Of(ResourceAmounts amounts) => new(amounts.CpuCores, amounts.MemoryBytes, amounts.StorageBytes, amounts.Other) { Services = amounts.Services };

    private static ResourceAmounts Of(AmountsEntry entry) => new()
    {
        CpuCores = entry.CpuCores,
        MemoryBytes = entry.MemoryBytes,
        StorageBytes = entry.StorageBytes,
        Services = entry.Services,
        Other = entry.Other,
    };

    private static VolumeMount Of(MountEntry mount) =>
        mount.SizeBytes > 0 ? VolumeMount.Own(mount.Volume, mount.Path, mount.SizeBytes)
        : mount.IsShared ? VolumeMount.Shared(mount.Volume, mount.Path)
        : VolumeMount.Existing(mount.Volume, mount.Path, mount.IsReadOnly);
}
