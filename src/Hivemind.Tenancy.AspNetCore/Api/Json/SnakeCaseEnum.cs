using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>An enumeration as its names in snake_case, never as numbers.</summary>
internal sealed class SnakeCaseEnum<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
