using System.Globalization;
using Microsoft.AspNetCore.OutputCaching;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// The first of the host's base policies: whatever policy has an answer cached that was made in a tenant's or a user's context, the entry is
/// only for that tenant and user. Caches nothing by itself.
/// </summary>
internal sealed class TenantKeyPolicy(TenantCacheGenerations generations) : IOutputCachePolicy
{
    private const string Key = "hivemind-tenancy";

    /// <summary>The tenant that an answer may be cached for; null for none.</summary>
    public static TenantContext? FindTenant() => TenantContext.Current is { Kind: TenantContextKind.Tenant, TenantUid: not null } tenant ? tenant : null;

    /// <summary>Makes the entry one of the tenant's users together.</summary>
    public static void Share(OutputCacheContext context, TenantUid uid, long generation) => context.CacheVaryByRules.VaryByValues[Key] = Of(uid, generation);

    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellationToken)
    {
        if (TenantContext.Current is not { UserId: { } userId } current)
        {
            return ValueTask.CompletedTask;
        }

        context.CacheVaryByRules.VaryByValues[Key] = current.Kind == TenantContextKind.User ? $"user {userId}" : $"{OfTenant(current)} {userId}";
        if (current.TenantUid is { } uid)
        {
            context.Tags.Add(TenantCacheTags.All);
            context.Tags.Add(TenantCacheTags.Of(uid));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellationToken)
    {
        if (TenantContext.Current is { Kind: TenantContextKind.Tenant })
        {
            CacheOrder.EnsureAuthorized(context.HttpContext);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Remembers what the rest of the pipeline wants before the framework's own policy refuses every signed-in user.</summary>
    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellationToken)
    {
        if (TenantRequest.Find(context.HttpContext) is { } request)
        {
            request.IsStorable = context.AllowCacheStorage;
        }

        return ValueTask.CompletedTask;
    }

    private static string Of(TenantUid uid, long generation) => string.Create(CultureInfo.InvariantCulture, $"{uid} {generation}");

    /// <summary>Of a tenant that nobody has verified, and while nobody follows the events: a key that nobody asks for again.</summary>
    private string OfTenant(TenantContext tenant) =>
        tenant.TenantUid is { } uid && generations.Find(uid) is { } generation ? Of(uid, generation) : Guid.NewGuid().ToString();
}
