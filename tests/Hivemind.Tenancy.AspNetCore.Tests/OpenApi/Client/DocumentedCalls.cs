using System.Collections.Concurrent;
using System.Text.Json;
using Hivemind.Tenancy.AspNetCore;
using Hivemind.Tenancy.AspNetCore.Tests;

namespace Hivemind.Tenancy.ApiClient.Tests;

/// <summary>Stands between a client and the server: notes which operations are called, and lets through only answers that are as documented.</summary>
internal sealed class DocumentedCalls : DelegatingHandler
{
    private readonly IReadOnlyList<DocumentedOperation> _operations;
    private readonly SchemaCheck _check;
    private readonly ConcurrentDictionary<string, int> _called = new();

    public DocumentedCalls()
        : base(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
        JsonElement document = JsonDocument.Parse(TenantApiDocument.ReadCommitted()).RootElement;
        _operations = DocumentedOperation.All(document);
        _check = new SchemaCheck(document);
    }

    /// <summary>The operationIds of the document.</summary>
    public IEnumerable<string> Documented => _operations.Select(o => o.Id);

    /// <summary>The operationIds of what was called and succeeded.</summary>
    public IEnumerable<string> Succeeded => _called.Keys;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        DocumentedOperation operation = _operations.Single(o => o.IsOf(request));
        bool isEndless = response.Content.Headers.ContentType?.MediaType == EventStreamResult.ContentType;
        byte[] body = isEndless ? [] : await response.Content.ReadAsByteArrayAsync(cancellationToken);
        string? contentType = body.Length == 0 ? null : response.Content.Headers.ContentType?.MediaType;
        if (operation.SchemaOf((int)response.StatusCode, contentType) is { } schema
            && contentType is not (AppLogStream.ContentType or FocusCsv.ContentType) // streams, of which the document says only that
            && _check.Find(JsonDocument.Parse(body).RootElement, schema) is { } wrong)
        {
            throw new InvalidOperationException($"{operation.Id} answered with {(int)response.StatusCode}, but {wrong}.");
        }

        if (response.IsSuccessStatusCode)
        {
            _called.AddOrUpdate(operation.Id, 1, (_, times) => times + 1);
        }

        return response;
    }
}
