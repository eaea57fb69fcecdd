using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Primitives;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Lets the answers to a tenant's users be cached, which the framework's own policy refuses: <c>GET</c> and <c>HEAD</c>, 200, without
/// <c>Set-Cookie</c>. <see cref="TenantKeyPolicy"/> keeps them apart.
/// </summary>
internal class TenantCachePolicy(TenantCacheGenerations generations) : IOutputCachePolicy
{
    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellationToken)
    {
        HttpContext http = context.HttpContext;
        TenantUid? uid = TenantKeyPolicy.FindTenant()?.TenantUid;
        bool isCacheable = (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
            && uid is not null && generations.Find(uid.Value) is not null;
        context.EnableOutputCaching = isCacheable;
        context.AllowCacheLookup = isCacheable;
        context.AllowCacheStorage = isCacheable;
        if (isCacheable)
        {
            CacheOrder.EnsureAuthorized(http);
            Vary(context, uid!.Value);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>The framework's own policy has refused again by now, since 10.0.9: what it looked at besides the user is looked at here.</summary>
    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellationToken)
    {
        HttpResponse response = context.HttpContext.Response;
        context.AllowCacheStorage = TenantRequest.Find(context.HttpContext) is { IsStorable: true }
            && response.StatusCode == StatusCodes.Status200OK
            && StringValues.IsNullOrEmpty(response.Headers.SetCookie);
        return ValueTask.CompletedTask;
    }

    /// <summary>Each user has answers of their own.</summary>
    protected virtual void Vary(OutputCacheContext context, TenantUid uid)
    {
    }

    /// <summary>The users of a tenant share answers.</summary>
    public sealed class Shared(TenantCacheGenerations generations) : TenantCachePolicy(generations)
    {
        private readonly TenantCacheGenerations _generations = generations;

        /// <summary>Where the events were lost in this moment the key stays the user's own, and one that nobody asks for again.</summary>
        protected override void Vary(OutputCacheContext context, TenantUid uid)
        {
            if (_generations.Find(uid) is { } generation)
            {
                TenantKeyPolicy.Share(context, uid, generation);
            }
        }
    }
}
