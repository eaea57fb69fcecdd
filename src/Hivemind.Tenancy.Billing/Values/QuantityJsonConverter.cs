using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.Billing;

/// <summary>As a string, because a JSON number is read as binary floating point by many.</summary>
internal sealed class QuantityJsonConverter : JsonConverter<Quantity>
{
    public override Quantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return Quantity.Parse(reader.GetString() ?? string.Empty);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
