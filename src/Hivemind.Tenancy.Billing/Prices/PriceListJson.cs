using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.Billing;

/// <summary>A misspelt member would be a price that is silently absent, so it is refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PriceList[]))]
internal sealed partial class PriceListJson : JsonSerializerContext;
