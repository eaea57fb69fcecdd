using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// The JSON body of a request. It is read when the handler asks for it: after the user is known and the tenant of the route, where it has
/// one, was looked up, so a stranger is refused first. Strictly: what is not understood is refused, not ignored.
/// </summary>
internal sealed class JsonBody<T>(HttpContext http) : IEndpointParameterMetadataProvider
    where T : class
{
    private static string[] ContentTypes => typeof(T).IsAssignableTo(typeof(IMergePatch))
        ? [JsonBodyReader.Json, JsonBodyReader.MergePatch]
        : [JsonBodyReader.Json];

    private JsonTypeInfo<T> Type => TenantApi.Of(http).Json<T>();

    public static ValueTask<JsonBody<T>?> BindAsync(HttpContext http, ParameterInfo parameter) => new(new JsonBody<T>(http));

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(ContentTypes, typeof(T)));

    /// <exception cref="ApiProblemException">It is too long, no JSON, or not what is asked for.</exception>
    public async ValueTask<T> ReadAsync() => Parse(await ReadBytesAsync().ConfigureAwait(false));

    /// <summary>Also as it was written: in a merge patch a member that is null means something else than one that is absent.</summary>
    /// <exception cref="ApiProblemException">It is too long, no JSON, or not what is asked for.</exception>
    public async ValueTask<JsonObject> ReadObjectAsync()
    {
        ReadOnlyMemory<byte> utf8 = await ReadBytesAsync().ConfigureAwait(false);
        _ = Parse(utf8);
        return JsonNode.Parse(utf8.Span)!.AsObject();
    }

    private T Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return JsonDiagnosis.Find(utf8, Type) is { } wrong ? throw ApiProblemException.Invalid(wrong)
                : JsonSerializer.Deserialize(utf8.Span, Type) ?? throw ApiProblemException.Invalid("The body has to be an object.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw ApiProblemException.Invalid(JsonDiagnosis.Explain(utf8, Type, e));
        }
    }

    private ValueTask<ReadOnlyMemory<byte>> ReadBytesAsync() =>
        JsonBodyReader.ReadAsync(http.Request, ContentTypes, TenantApi.Of(http).Options.MaxBodyBytes);
}
