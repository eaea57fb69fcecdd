using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

/// <summary>
/// <see cref="ConsumptionAmounts"/> in JSON are an object of numbers by meter. They name it, so nobody has to register it; it is public because
/// a source-generated <see cref="JsonSerializerContext"/> of the host makes it by name.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ConsumptionAmountsJsonConverter : JsonConverter<ConsumptionAmounts>
{
    /// <inheritdoc/>
    public override ConsumptionAmounts Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        List<KeyValuePair<string, long>> amounts = [];
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException($"Amounts are an object, not {reader.TokenType}.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string meter = reader.GetString()!;
            reader.Read();
            amounts.Add(KeyValuePair.Create(meter, reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long amount)
                ? amount
                : throw new JsonException($"The amount of '{meter}' is no whole number.")));
        }

        try
        {
            return ConsumptionAmounts.Of(amounts);
        }
        catch (ArgumentException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ConsumptionAmounts value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStartObject();
        for (int i = 0; i < value.Count; i++)
        {
            writer.WriteNumber(value.MeterAt(i), value.AmountAt(i));
        }

        writer.WriteEndObject();
    }
}
