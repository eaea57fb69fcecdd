using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Runs what is registered with <c>Response.OnStarting</c> in the tenant's context, also when the server starts the response after
/// the pipeline has returned.
/// </summary>
internal sealed class TenantResponseFeature(IHttpResponseFeature inner, TenantContext context) : IHttpResponseFeature
{
    public int StatusCode
    {
        get => inner.StatusCode;
        set => inner.StatusCode = value;
    }

    public string? ReasonPhrase
    {
        get => inner.ReasonPhrase;
        set => inner.ReasonPhrase = value;
    }

    public IHeaderDictionary Headers
    {
        get => inner.Headers;
        set => inner.Headers = value;
    }

    [Obsolete("Of the interface; use IHttpResponseBodyFeature.")]
    public Stream Body
    {
        get => inner.Body;
        set => inner.Body = value;
    }

    public bool HasStarted => inner.HasStarted;

    public void OnStarting(Func<object, Task> callback, object state) => inner.OnStarting(
        async s =>
        {
            using (context.Enter())
            {
                await callback(s).ConfigureAwait(false);
            }
        },
        state);

    public void OnCompleted(Func<object, Task> callback, object state) => inner.OnCompleted(callback, state);
}
