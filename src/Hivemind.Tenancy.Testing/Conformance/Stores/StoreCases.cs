namespace Hivemind.Tenancy.Testing;

/// <summary>The words in which cases about stores are written.</summary>
internal abstract class StoreCases : ConformanceCases<TenantStoreHarness>
{
    protected static readonly TenantId Acme = TenantId.Parse("acme");

    protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    protected ITenantStore Store => Harness.Store;

    protected ITenantStore Second => Harness.SecondHost;

    protected static ResourceAmounts Containers(long count) => new() { Containers = count };

    protected static ResourceQuotas Limit(long containers) => new() { Containers = containers };

    protected static ResourceAmounts Gpus(long count) => new() { Other = new Dictionary<string, decimal> { ["gpu"] = count } };

    protected static Tenant NewTenant(string id = "acme", TenantStatus status = TenantStatus.Active) => new()
    {
        Id = TenantId.Parse(id),
        Uid = TenantUid.NewUid(),
        Name = id,
        OwnerId = "alice",
        Status = status,
        CreatedAt = Now,
        UpdatedAt = Now,
        Version = 1,
        StatusVersion = 1,
    };

    protected static TenantCreated Created(Tenant tenant) => new() { OccurredAt = tenant.CreatedAt, TenantId = tenant.Id, TenantUid = tenant.Uid, Tenant = tenant };

    protected static TenantUpdated Updated(Tenant before, Tenant after, DateTimeOffset? at = null) =>
        new() { OccurredAt = at ?? Now, TenantId = after.Id, TenantUid = after.Uid, Before = before, After = after };

    protected static TenantDeleted Deleted(Tenant tenant, DateTimeOffset? at = null) =>
        new() { OccurredAt = at ?? Now, TenantId = tenant.Id, TenantUid = tenant.Uid, Tenant = tenant };

    protected static AllocationsReconciled Reconciled(string source, DateTimeOffset? at = null) =>
        new() { OccurredAt = at ?? Now, TenantId = Acme, Source = source };

    protected static AdmissionRequest Request(
        string id, ResourceAmounts amounts, DateTimeOffset? now = null, string tenant = "acme", string source = "", TimeSpan? lease = null, DateTimeOffset? createdAt = null) =>
        new(TenantId.Parse(tenant), id, amounts, source, lease ?? Lease, now ?? Now, createdAt);

    protected async Task<Tenant> AddAsync(Tenant tenant)
    {
        await Store.AddAsync(tenant, Created(tenant), Cancellation);
        return tenant;
    }

    protected Task<Tenant> AddAsync(string id = "acme", ResourceQuotas? quotas = null, TenantStatus status = TenantStatus.Active) =>
        AddAsync(NewTenant(id, status) with { ResourceQuotas = quotas ?? ResourceQuotas.Unlimited });

    /// <summary>Writes a change of a tenant: the next version of it.</summary>
    protected async Task<Tenant> ChangeAsync(Tenant before, Func<Tenant, Tenant> change, DateTimeOffset? at = null)
    {
        Tenant after = change(before) with { Version = before.Version + 1, UpdatedAt = at ?? Now };
        await Store.UpdateAsync(after, before.Version, Updated(before, after, at), Cancellation);
        return after;
    }

    protected Task<Tenant> SetStatusAsync(Tenant before, TenantStatus status) => ChangeAsync(before, t => t with { Status = status });

    /// <summary>Events of one tenant, made at these seconds after <c>Now</c>: number 1 is its creation.</summary>
    protected async Task LoggedAtAsync(params double[] seconds)
    {
        Tenant tenant = await AddAsync(NewTenant() with { CreatedAt = After(seconds[0]) });
        foreach (double second in seconds.Skip(1))
        {
            tenant = await ChangeAsync(tenant, t => t with { Description = $"version {t.Version}" }, After(second));
        }
    }

    /// <summary>Removes a tenant, whatever its status is.</summary>
    protected async Task RemoveAsync(Tenant tenant)
    {
        Tenant last = tenant.Status == TenantStatus.Terminating ? tenant : await SetStatusAsync(tenant, TenantStatus.Terminating);
        await Store.RemoveAsync(last.Id, last.Version, Deleted(last), Cancellation);
    }

    /// <summary>Makes the tenant again, as another incarnation a second later.</summary>
    protected async Task<Tenant> MakeAgainAsync(Tenant tenant)
    {
        await RemoveAsync(tenant);
        return await AddAsync(tenant with { Uid = TenantUid.NewUid(), CreatedAt = tenant.CreatedAt.AddSeconds(1), UpdatedAt = tenant.CreatedAt.AddSeconds(1), Version = 1 });
    }

    /// <summary>Holds amounts, which must fit.</summary>
    protected async Task<AdmissionResult> HoldAsync(
        string id, ResourceAmounts amounts, DateTimeOffset? now = null, string tenant = "acme", string source = "", TimeSpan? lease = null)
    {
        AdmissionResult result = await Store.AdmitAsync(Request(id, amounts, now, tenant, source, lease), Cancellation);
        Expect.True(result.Decision.IsAdmitted, $"'{id}' with {amounts} to be admitted");
        return result;
    }

    protected async Task<AdmissionResult> CommittedAsync(
        string id, ResourceAmounts amounts, DateTimeOffset? now = null, string tenant = "acme", string source = "")
    {
        AdmissionResult result = await HoldAsync(id, amounts, now, tenant, source);
        await Store.CommitAsync(TenantId.Parse(tenant), id, result.Token, now ?? Now, Cancellation);
        return result;
    }

    /// <summary>Asks for amounts, which must not fit.</summary>
    protected async Task<QuotaDecision> RefusedAsync(string id, ResourceAmounts amounts, DateTimeOffset? now = null)
    {
        AdmissionResult result = await Store.AdmitAsync(Request(id, amounts, now), Cancellation);
        Expect.True(!result.Decision.IsAdmitted, $"'{id}' with {amounts} to be refused");
        return result.Decision;
    }

    protected async Task<TenantUsage> UsageAsync(DateTimeOffset? now = null, string tenant = "acme") =>
        await Store.GetUsageAsync(TenantId.Parse(tenant), now ?? Now, Cancellation);

    /// <summary>How many containers the tenant has, committed and held.</summary>
    protected async Task<decimal> TotalAsync(DateTimeOffset? now = null, string tenant = "acme") =>
        (await UsageAsync(now, tenant))[ResourceNames.Containers].Total;

    protected async Task<IReadOnlyList<Allocation>> AllocationsAsync(DateTimeOffset? now = null, string tenant = "acme") =>
        await Store.ListAllocationsAsync(TenantId.Parse(tenant), new AllocationQuery { Limit = TenancyLimits.PageSize }, now ?? Now, Cancellation);

    protected async Task<Allocation> AllocationAsync(string id, DateTimeOffset? now = null) =>
        (await AllocationsAsync(now)).FirstOrDefault(a => a.Id == id) ?? throw new ConformanceException($"expected an allocation '{id}', found none.");

    protected async Task<IReadOnlyList<TenancyEvent>> LogAsync(TenantId? tenantId = null) =>
        (await Store.ReadEventsAsync(new EventQuery { Tenant = tenantId, Limit = TenancyLimits.PageSize }, Cancellation)).Events;
}
