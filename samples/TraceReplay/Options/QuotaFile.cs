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

    private static readonly JsonDocumentOptions DocumentOptions = new() { AllowDuplicateProperties = false };

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    /// <exception cref="UsageException">The file is malformed.</exception>
    public static async Task<IReadOnlyDictionary<TenantId, ResourceQuotas>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream file = File.OpenRead(path);
        try
        {
            using JsonDocument document = await JsonDocument.ParseAsync(file, DocumentOptions, cancellationToken);
            return Object(path, document.RootElement).EnumerateObject()
                .ToDictionary(e => Tenant(path, e.Name), e => Quotas($"{path}: {e.Name}", e.Value));
        }
        catch (JsonException e)
        {
            throw new UsageException($"{path}: {e.Message} {Shape}", e);
        }
    }

    private static JsonElement Object(string where, JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
            ? element
            : throw new UsageException($"{where}: {element.ValueKind.ToString().ToLowerInvariant()} instead of an object. {Shape}");

    private static TenantId Tenant(string path, string id) =>
        TenantId.TryParse(id, out TenantId tenantId)
            ? tenantId
            : throw new UsageException($"{path}: '{Printable.Excerpt(id)}' is not a tenant id. {Shape}");

    private static ResourceQuotas Quotas(string where, JsonElement limits)
    {
        try
        {
            return Object(where, limits).Deserialize<ResourceQuotas>(Options)!;
        }
        catch (JsonException e)
        {
            // Its message is about types of the program; where in the file it is, is in the path.
            string member = e.Path is ['$', '.', .. string name] ? name : e.Path ?? string.Empty;
            throw new UsageException($"{where}: '{Printable.Excerpt(member)}' is not a limit, or has no legal value. {Shape}", e);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"{where}: {e.Message} {Shape}", e);
        }
    }
}
