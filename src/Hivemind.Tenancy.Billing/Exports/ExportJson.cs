using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.Billing;

/// <summary>How exports are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(UsageDocument))]
[JsonSerializable(typeof(Statement))]
internal sealed partial class ExportJson : JsonSerializerContext;
