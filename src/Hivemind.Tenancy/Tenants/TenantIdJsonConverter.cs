using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

internal sealed class TenantIdJsonConverter : JsonConverter<TenantId>
{
    public override TenantId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? Parse(reader.GetString())
            : throw new JsonException($"A tenant id is a string, not {reader.TokenType}.");

    public override void Write(Utf8JsonWriter writer, TenantId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Text(value));

    public override TenantId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parse(reader.GetString());

    public override void WriteAsPropertyName(Utf8JsonWriter writer, TenantId value, JsonSerializerOptions options) =>
        writer.WritePropertyName(Text(value));

    private static TenantId Parse(string? text) =>
        TenantId.TryParse(text, out TenantId id) ? id : throw new JsonException($"A tenant id is {TenancyLimits.LabelRule}.");

    private static string Text(TenantId id) =>
        id.IsDefault ? throw new JsonException("default(TenantId) cannot be written.") : id.Value;
}
