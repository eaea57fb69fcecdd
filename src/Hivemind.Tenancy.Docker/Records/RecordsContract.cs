using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>What an anchor keeps of an app.</summary>
internal sealed record AppEntry(DesiredEntry Desired, long Run, string Revision);

/// <summary>What an anchor keeps of a volume: the volume, and the name of the engine's own that holds its data.</summary>
internal sealed record VolumeEntry(string Tenant, string Namespace, string Name, Guid Instance, long SizeBytes, string Source, string Data);

internal sealed record DesiredEntry(
    string Tenant,
    Guid Instance,
    long Generation,
    Guid? ChangeId,
    DesiredEntry? Former,
    SpecEntry Spec,
    string Source,
    IsolationSettings Isolation,
    bool IsStopped,
    bool IsSuspended);

internal sealed record SpecEntry
{
    public required string Name { get; init; }

    public required string Namespace { get; init; }

    public required string Image { get; init; }

    public IReadOnlyList<string> Command { get; init; } = [];

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public int Replicas { get; init; }

    public required AmountsEntry PerReplica { get; init; }

    public IReadOnlyList<PortEntry> Ports { get; init; } = [];

    public IReadOnlyList<MountEntry> Volumes { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> Capabilities { get; init; } = [];

    public bool IsRootReadOnly { get; init; }

    public string Restart { get; init; } = string.Empty;

    public IReadOnlyList<string> ReadinessCommand { get; init; } = [];

    public int? ReadinessPort { get; init; }

    public long ReadinessTicks { get; init; }

    public long? JobTicks { get; init; }

    public int JobRetries { get; init; }
}

internal sealed record AmountsEntry(decimal CpuCores, long MemoryBytes, long StorageBytes, IReadOnlyDictionary<string, decimal> Other)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Services { get; init; }
}

internal sealed record PortEntry(int Number, string Protocol, string Exposure);

internal sealed record MountEntry(string Volume, string Path, bool IsReadOnly, long SizeBytes, bool IsShared);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AppEntry))]
[JsonSerializable(typeof(AmountsEntry))]
[JsonSerializable(typeof(SpecEntry))]
[JsonSerializable(typeof(VolumeEntry))]
internal sealed partial class RecordsJson : JsonSerializerContext
{
    /// <summary>Reads a record. One that cannot be read is a failure, and never "there is none".</summary>
    public static TRecord Read<TEntry, TRecord>(string json, JsonTypeInfo<TEntry> type, Func<TEntry, TRecord> of)
    {
        try
        {
            return of(JsonSerializer.Deserialize(json, type) ?? throw new JsonException("null"));
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or NullReferenceException)
        {
            throw new WorkloadEngineException("A record on the engine cannot be read.", isTransient: false, e);
        }
    }
}
