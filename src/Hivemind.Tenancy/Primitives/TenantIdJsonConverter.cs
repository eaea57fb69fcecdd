using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

/// <summary>
/// A <see cref="TenantId"/> in JSON is a string, as a value and as a key. <see cref="TenantId"/> names it, so nobody has to
/// register it; it is public because a source-generated <see cref="JsonSerializerContext"/> of the host makes it by name.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TenantIdJsonConverter : JsonConverter<TenantId>
{
    /// <inheritdoc/>
    public override TenantId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? Parse(reader.GetString())
            : throw new JsonException($"A tenant id is a string, not {reader.TokenType}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TenantId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Text(value));

    /// <inheritdoc/>
    public override TenantId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parse(reader.GetString());

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, TenantId value, JsonSerializerOptions options) =>
        writer.WritePropertyName(Text(value));

    private static TenantId Parse(string? text) =>
        TenantId.TryParse(text, out TenantId id) ? id : throw new JsonException($"A tenant id is {TenancyLimits.LabelRule}.");

    private static string Text(TenantId id) =>
        id.IsDefault ? throw new JsonException("default(TenantId) cannot be written.") : id.Value;
}
