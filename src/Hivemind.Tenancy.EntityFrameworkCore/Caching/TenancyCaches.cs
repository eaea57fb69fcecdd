using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>This host's caches of tenants and access, and how they forget.</summary>
internal sealed class TenancyCaches : IDisposable
{
    /// <summary>How many answers each of the caches keeps at most.</summary>
    public const int Capacity = 100_000;

    private readonly Meter? _ownMeter;

    public TenancyCaches(TimeProvider time, IOptions<TenancyDatabaseOptions> options, IServiceProvider services)
        : this(time, options.Value.CacheDuration, services.GetService<IMeterFactory>(), Capacity)
    {
    }

    public TenancyCaches(TimeProvider time, TimeSpan duration, IMeterFactory? meters, int capacity)
    {
        Meter meter = meters?.Create(TenancyDiagnostics.MeterName) ?? (_ownMeter = new Meter(TenancyDiagnostics.MeterName));
        Counter<long> counter = meter.CreateCounter<long>(
            TenancyCacheDiagnostics.LookupsInstrument, "{lookup}", "Look-ups in the caches of tenants and of access.");
        CacheLookups tenants = new(counter, "tenants");
        CacheLookups access = new(counter, "access");
        Tenants = new ReadThroughCache<string, Tenant?>(time, duration, Longest, capacity, tenants);
        Scopes = new ReadThroughCache<string, Lasting<GrantedScopes>>(time, duration, static answer => answer.EndsIn, capacity, access);
        Grants = new ReadThroughCache<GrantQuestion, Lasting<bool>>(time, duration, static answer => answer.EndsIn, capacity, access);
    }

    /// <summary>Tenants by id; null when there is none.</summary>
    public ReadThroughCache<string, Tenant?> Tenants { get; }

    /// <summary>By user, in which scopes they hold anything.</summary>
    public ReadThroughCache<string, Lasting<GrantedScopes>> Scopes { get; }

    /// <summary>Whether a permission is granted to a user in a scope.</summary>
    public ReadThroughCache<GrantQuestion, Lasting<bool>> Grants { get; }

    public void TenantChanged(TenantId tenantId) => Tenants.Forget(tenantId.Value);

    /// <summary>Forgets every user's rights: a role or a group may concern any user, and such changes are rare.</summary>
    public void AccessChanged()
    {
        Scopes.Clear();
        Grants.Clear();
    }

    public void EverythingChanged()
    {
        Tenants.Clear();
        AccessChanged();
    }

    public void Dispose() => _ownMeter?.Dispose();

    /// <summary>Briefly: answers that would hide a new tenant: that there is none, that it is not Active yet, that the former one is still Terminating.</summary>
    private static TimeSpan? Longest(Tenant? tenant) =>
        tenant is null or { Status: TenantStatus.Pending or TenantStatus.Terminating } ? ReadThroughCache<string, Tenant?>.BriefDuration : null;
}
