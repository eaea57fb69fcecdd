using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// What the rest of the pipeline sees of the response. What is registered with <c>Response.OnStarting</c> and <c>OnCompleted</c> (and so with
/// <c>RegisterForDispose</c>) runs in the request's context, also when the server calls it after the pipeline has returned. And <c>Vary</c> is
/// never without the headers that name the tenant.
/// </summary>
internal sealed class TenantResponseFeature : IHttpResponseFeature
{
    private readonly IHttpResponseFeature _inner;
    private readonly TenantContext? _context;
    private readonly TenantVary _vary;
    private IHeaderDictionary _headers;

    public TenantResponseFeature(IHttpResponseFeature inner, TenantContext? context, TenantVary vary)
    {
        _inner = inner;
        _context = context;
        _vary = vary;
        _headers = Varying(inner.Headers);
    }

    public int StatusCode
    {
        get => _inner.StatusCode;
        set => _inner.StatusCode = value;
    }

    public string? ReasonPhrase
    {
        get => _inner.ReasonPhrase;
        set => _inner.ReasonPhrase = value;
    }

    public IHeaderDictionary Headers
    {
        get => _headers;
        set
        {
            _inner.Headers = value;
            _headers = Varying(value);
        }
    }

    [Obsolete("Of the interface; use IHttpResponseBodyFeature.")]
    public Stream Body
    {
        get => _inner.Body;
        set => _inner.Body = value;
    }

    public bool HasStarted => _inner.HasStarted;

    public void OnStarting(Func<object, Task> callback, object state) => _inner.OnStarting(InContext(callback), state);

    public void OnCompleted(Func<object, Task> callback, object state) => _inner.OnCompleted(InContext(callback), state);

    private IHeaderDictionary Varying(IHeaderDictionary headers) =>
        _vary.IsNeeded && !_inner.HasStarted ? new VaryingHeaders(headers, _vary) : headers;

    private Func<object, Task> InContext(Func<object, Task> callback) => _context is not { } context ? callback : async state =>
    {
        using (context.Enter())
        {
            await callback(state).ConfigureAwait(false);
        }
    };
}
