using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

/// <summary>
/// A value that is a string in JSON: what its <c>ToString</c> says. The types name their converters, so nobody has to register
/// them; they are public because a source-generated <see cref="JsonSerializerContext"/> of the host makes them by name.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TextJsonConverter<T> : JsonConverter<T>
    where T : struct
{
    private protected TextJsonConverter()
    {
    }

    /// <inheritdoc/>
    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException($"A {typeof(T).Name} is a string, not {reader.TokenType}.");
        }

        try
        {
            return Parse(reader.GetString()!);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new JsonException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Equals(default(T)) ? throw new JsonException($"default({typeof(T).Name}) cannot be written.") : value.ToString());

    private protected abstract T Parse(string text);
}
