using System.Runtime.CompilerServices;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Joins each reader to the sampler, as long as the watch lets them go on.</summary>
internal sealed class TenantUsageFeed(
    ITenantManager tenants, IAccessManager access, LiveRegistry registry, LiveWatch watch, UsageSampler sampler) : ITenantUsageFeed
{
    private const int MostTenants = 100;

    public IAsyncEnumerable<TenantUsage> FollowAsync(
        string userId, IReadOnlyCollection<TenantReference> tenants, CancellationToken cancellationToken = default)
    {
        TenantContext user = TenantContext.User(userId);
        ArgumentNullException.ThrowIfNull(tenants);
        if (tenants.Count is < 1 or > MostTenants || tenants.Any(t => t.IsDefault))
        {
            throw new ArgumentException($"There have to be 1 to {MostTenants} tenants, none of them default(TenantReference).", nameof(tenants));
        }

        return EnumerateAsync(user, [.. tenants], cancellationToken);
    }

    private async IAsyncEnumerable<TenantUsage> EnumerateAsync(
        TenantContext user, TenantReference[] asked, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (TenantReference[] found, bool isEverywhere) = await OpenAsync(user, asked, cancellationToken).ConfigureAwait(false);
        UsageStream stream = new(registry, user.UserId!, found);
        StreamPass[] passes = isEverywhere
            ? [new StreamPass(user.UserId!, null, TenancyPermissions.ReadTenants)]
            : [.. found.Select(t => new StreamPass(user.UserId!, t, permission: null))];
        LiveGuest[] guests = [.. passes.Select(p => watch.Begin(p, stream))];
        Array.ForEach(guests, stream.Join);
        sampler.Add(stream);
        try
        {
            while (await stream.NextAsync(cancellationToken).ConfigureAwait(false) is (true, { } usage))
            {
                yield return usage;
            }
        }
        finally
        {
            sampler.Remove(stream);
            Array.ForEach(guests, g => watch.End(g, stream));
        }
    }

    /// <summary>Which tenants those are, and whether the user has access to every tenant, so that one question about them is enough.</summary>
    private async ValueTask<(TenantReference[] Found, bool IsEverywhere)> OpenAsync(
        TenantContext user, TenantReference[] asked, CancellationToken cancellationToken)
    {
        using (user.Enter())
        {
            HashSet<TenantReference> found = [];
            foreach (TenantReference one in asked)
            {
                found.Add(await tenants.FindTenantAsync(one, cancellationToken).ConfigureAwait(false) ?? throw new TenantNotFoundException(one.Id));
            }

            bool isEverywhere = await access.CheckPermissionAsync(
                user.UserId!, TenancyPermissions.ReadTenants, PermissionScope.Global, cancellationToken).ConfigureAwait(false);
            return ([.. found], isEverywhere);
        }
    }
}
