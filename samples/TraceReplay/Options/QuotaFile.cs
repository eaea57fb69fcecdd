using System.Text.Json;
using System.Text.Json.Serialization;
using Hivemind.Tenancy;

namespace TraceReplay;

/// <summary>Reads limits per tenant. Whatever is not understood is refused: a limit that is overlooked is no limit.</summary>
internal static class QuotaFile
{
    private const string Shape =
        "Expected for instance {\"group-7\": {\"cpuCores\": 100, \"containers\": 50}}; the members of a tenant are "
        + "cpuCores, memoryBytes, storageBytes, containers, services and other.";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
    };

    /// <exception cref="UsageException">The file is malformed.</exception>
    public static async Task<IReadOnlyDictionary<TenantId, ResourceQuotas>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream file = File.OpenRead(path);
        try
        {
            var entries = await JsonSerializer.DeserializeAsync<Dictionary<string, JsonElement>>(file, Options, cancellationToken)
                ?? throw new JsonException("The file says null.");
            return entries.ToDictionary(e => Tenant(path, e.Key), e => Quotas(path, e.Key, e.Value));
        }
        catch (JsonException e)
        {
            throw new UsageException($"{path}: {e.Message} {Shape}", e);
        }
    }

    private static TenantId Tenant(string path, string id) =>
        TenantId.TryParse(id, out TenantId tenantId)
            ? tenantId
            : throw new UsageException($"{path}: '{Printable.Excerpt(id)}' is not a tenant id. {Shape}");

    private static ResourceQuotas Quotas(string path, string id, JsonElement limits)
    {
        try
        {
            return limits.Deserialize<ResourceQuotas>(Options) ?? throw new JsonException("The limits are null.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new UsageException($"{path}: {id}: {e.Message} {Shape}", e);
        }
    }
}
