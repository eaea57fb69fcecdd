using System.Text.Json.Serialization;
using Hivemind.Tenancy;

/// <summary>A host's own message with a tenant id in it, as a value and as a key, written without reflection.</summary>
internal sealed record Placement(TenantId Tenant, Dictionary<TenantId, int> Containers);

[JsonSerializable(typeof(Placement))]
internal sealed partial class SmokeJson : JsonSerializerContext;
