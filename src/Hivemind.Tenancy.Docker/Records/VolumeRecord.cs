using System.Text.Json;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>A volume that stands for itself, as its anchor keeps it.</summary>
/// <param name="Volume">The volume.</param>
/// <param name="Data">The engine's volume that holds the data: the same as long as the volume is there, whoever's instance it is.</param>
internal sealed record VolumeRecord(AppVolume Volume, string Data)
{
    public string Write() => JsonSerializer.Serialize(
        new VolumeEntry(Volume.Key.Tenant.ToString(), Volume.Key.Namespace, Volume.Key.Name, Volume.Instance, Volume.SizeBytes, Volume.Source, Data),
        RecordsJson.Default.VolumeEntry);

    /// <exception cref="WorkloadEngineException">It cannot be read.</exception>
    public static VolumeRecord Read(string json) => RecordsJson.Read(json, RecordsJson.Default.VolumeEntry, entry =>
    {
        AppKey key = new(TenantReference.Parse(entry.Tenant), entry.Namespace, entry.Name);
        return new VolumeRecord(new AppVolume(key, entry.SizeBytes, entry.Source) { Instance = entry.Instance }, entry.Data);
    });
}
