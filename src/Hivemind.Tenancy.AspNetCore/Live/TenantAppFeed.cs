using System.Runtime.CompilerServices;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Joins each reader to the sampler of apps, as long as the watch lets them go on.</summary>
internal sealed class TenantAppFeed(ITenantManager tenants, IAccessManager access, LiveRegistry registry, LiveWatch watch, AppSampler sampler) : ITenantAppFeed
{
    public IAsyncEnumerable<IReadOnlyList<AppKey>> FollowAsync(
        string userId, TenantReference tenant, string? namespaceName = null, string? name = null, CancellationToken cancellationToken = default)
    {
        TenantContext user = TenantContext.User(userId);
        if (tenant.IsDefault)
        {
            throw new ArgumentException("default(TenantReference) names nobody.", nameof(tenant));
        }

        if (name is not null && namespaceName is null)
        {
            throw new ArgumentException("An app's name says which app only with its namespace.", nameof(name));
        }

        return EnumerateAsync(user, tenant, namespaceName, name, cancellationToken);
    }

    private async IAsyncEnumerable<IReadOnlyList<AppKey>> EnumerateAsync(
        TenantContext user, TenantReference asked, string? namespaceName, string? name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (Tenant tenant, IReadOnlySet<string>? namespaces) = await OpenAsync(user, asked, namespaceName, cancellationToken).ConfigureAwait(false);
        AppStream stream = new(registry, user.UserId!, tenant, namespaces, name);
        StreamPass[] passes = namespaces is null
            ? [new StreamPass(user.UserId!, tenant, AppPermissions.Read)]
            : [.. namespaces.Select(n => new StreamPass(user.UserId!, tenant, AppPermissions.Read, n))];
        LiveGuest[] guests = [.. passes.Select(p => watch.Begin(p, stream))];
        Array.ForEach(guests, stream.Join);
        sampler.Add(stream);
        try
        {
            while (await stream.NextAsync(cancellationToken).ConfigureAwait(false) is (true, { } changed))
            {
                yield return changed;
            }
        }
        finally
        {
            sampler.Remove(stream);
            Array.ForEach(guests, g => watch.End(g, stream));
        }
    }

    /// <summary>Which tenant it is, and the namespaces whose apps are followed; null for all of them.</summary>
    private async ValueTask<(Tenant Tenant, IReadOnlySet<string>? Namespaces)> OpenAsync(
        TenantContext user, TenantReference asked, string? namespaceName, CancellationToken cancellationToken)
    {
        using (user.Enter())
        {
            Tenant tenant = await tenants.FindTenantAsync(asked, cancellationToken).ConfigureAwait(false) ?? throw new TenantNotFoundException(asked.Id);
            if (namespaceName is not null)
            {
                await access.DemandPermissionAsync(user.UserId!, AppPermissions.Read, StreamPass.ScopeOf(tenant, namespaceName), cancellationToken).ConfigureAwait(false);
                return (tenant, new HashSet<string>(StringComparer.Ordinal) { namespaceName });
            }

            if (await access.CheckPermissionAsync(user.UserId!, AppPermissions.Read, PermissionScope.Tenant(tenant), cancellationToken).ConfigureAwait(false))
            {
                return (tenant, null);
            }

            HashSet<string> allowed = new(StringComparer.Ordinal);
            foreach (string own in tenant.Namespaces)
            {
                if (await access.CheckPermissionAsync(user.UserId!, AppPermissions.Read, PermissionScope.Namespace(tenant, own), cancellationToken).ConfigureAwait(false))
                {
                    allowed.Add(own);
                }
            }

            return allowed.Count > 0
                ? (tenant, allowed)
                : throw new TenantAccessDeniedException(user.UserId!, AppPermissions.Read, PermissionScope.Tenant(tenant));
        }
    }
}
