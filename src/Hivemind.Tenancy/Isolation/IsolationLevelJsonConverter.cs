using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

/// <summary>
/// An <see cref="IsolationLevel"/> in JSON: <c>"Hard"</c>, <c>"Soft"</c> or <c>"NetworkOnly"</c>, or the settings of a custom one:
/// <c>{ "Network": "Own", "Storage": "Shared", "Compute": "Shared", "ResourceGuarantees": false }</c>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class IsolationLevelJsonConverter : JsonConverter<IsolationLevel>
{
    /// <inheritdoc/>
    public override IsolationLevel Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => Named(reader.GetString()!),
        JsonTokenType.StartObject => IsolationLevel.Custom(Settings(ref reader)),
        _ => throw new JsonException($"An isolation level is a string or an object, not {reader.TokenType}."),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IsolationLevel value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        if (value.Kind != IsolationKind.Custom)
        {
            writer.WriteStringValue(value.Kind.ToString());
            return;
        }

        writer.WriteStartObject();
        writer.WriteString(nameof(IsolationSettings.Network), value.Settings.Network.ToString());
        writer.WriteString(nameof(IsolationSettings.Storage), value.Settings.Storage.ToString());
        writer.WriteString(nameof(IsolationSettings.Compute), value.Settings.Compute.ToString());
        writer.WriteBoolean(nameof(IsolationSettings.ResourceGuarantees), value.Settings.ResourceGuarantees);
        writer.WriteEndObject();
    }

    private static IsolationLevel Named(string name) =>
        new[] { IsolationLevel.Hard, IsolationLevel.Soft, IsolationLevel.NetworkOnly }.FirstOrDefault(l => l.Kind.ToString() == name)
        ?? throw new JsonException($"There is no isolation level '{name}': Hard, Soft, NetworkOnly, or an object with settings.");

    private static IsolationSettings Settings(ref Utf8JsonReader reader)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        try
        {
            return new IsolationSettings
            {
                Network = Boundary(document, nameof(IsolationSettings.Network)),
                Storage = Boundary(document, nameof(IsolationSettings.Storage)),
                Compute = Boundary(document, nameof(IsolationSettings.Compute)),
                ResourceGuarantees = document.RootElement.GetProperty(nameof(IsolationSettings.ResourceGuarantees)).GetBoolean(),
            };
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new JsonException($"A custom isolation level needs Network, Storage, Compute (Shared or Own) and ResourceGuarantees: {e.Message}", e);
        }
    }

    private static IsolationBoundary Boundary(JsonDocument document, string property) =>
        Enum.Parse<IsolationBoundary>(document.RootElement.GetProperty(property).GetString() ?? string.Empty);
}
