using Microsoft.AspNetCore.Http.Connections.Client;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Sends another value of a header, once it is set, than the connection began with.</summary>
internal sealed class HeaderSwitch(string header)
{
    private int _sent;

    public string? Value { get; set; }

    public bool IsForNegotiationOnly { get; init; }

    /// <summary>How many requests had the other value.</summary>
    public int Sent => _sent;

    public void Attach(HttpConnectionOptions options) => options.HttpMessageHandlerFactory = inner => new Handler(this, inner);

    private void Apply(HttpRequestMessage request)
    {
        if (Value is not null && (!IsForNegotiationOnly || request.RequestUri!.AbsolutePath.EndsWith("/negotiate", StringComparison.Ordinal)))
        {
            request.Headers.Remove(header);
            request.Headers.Add(header, Value);
            Interlocked.Increment(ref _sent);
        }
    }

    private sealed class Handler(HeaderSwitch owner, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            owner.Apply(request);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
