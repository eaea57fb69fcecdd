using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hivemind.Tenancy.ApiClient.Tests;

/// <summary>An operation of the committed document.</summary>
/// <param name="Id">Its operationId.</param>
/// <param name="Method">Its method.</param>
/// <param name="Path">What its paths look like.</param>
/// <param name="Responses">What it says it answers with.</param>
internal sealed record DocumentedOperation(string Id, HttpMethod Method, Regex Path, JsonElement Responses)
{
    public static IReadOnlyList<DocumentedOperation> All(JsonElement document) =>
    [
        .. from path in document.GetProperty("paths").EnumerateObject()
           from operation in path.Value.EnumerateObject()
           select new DocumentedOperation(
               operation.Value.GetProperty("operationId").GetString()!,
               HttpMethod.Parse(operation.Name),
               new Regex($"^{Regex.Replace(path.Name, "{[^}]*}", "[^/]+")}$", RegexOptions.CultureInvariant, HangLimit.Duration),
               operation.Value.GetProperty("responses")),
    ];

    public bool IsOf(HttpRequestMessage request) => request.Method == Method && Path.IsMatch(request.RequestUri!.AbsolutePath);

    /// <summary>The schema of an answer with this status and content type; null when there is no content.</summary>
    /// <exception cref="InvalidOperationException">The document does not say that it answers so.</exception>
    public JsonElement? SchemaOf(int status, string? contentType)
    {
        if (!Responses.TryGetProperty(status.ToString(CultureInfo.InvariantCulture), out JsonElement response))
        {
            throw new InvalidOperationException($"{Id} answered with {status}, of which the document says nothing.");
        }

        if (contentType is null)
        {
            return null;
        }

        return response.TryGetProperty("content", out JsonElement content) && content.TryGetProperty(contentType, out JsonElement media)
            ? media.GetProperty("schema")
            : throw new InvalidOperationException($"{Id} answered with {status} and {contentType}, of which the document says nothing.");
    }
}
