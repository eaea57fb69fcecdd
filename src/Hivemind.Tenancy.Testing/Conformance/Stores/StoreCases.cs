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
        Uid = UidOf(id),
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

    protected static WorkloadReported Reported(string message = "It failed.") =>
        new() { OccurredAt = Now, TenantId = Acme, Subject = "app/web/shop", Reason = "DeploymentFailed", Message = message, Actor = "host", ActorReason = "deploys" };

    /// <summary>The store at a time, by its own clock.</summary>
    protected ITenantStore At(DateTimeOffset? now = null)
    {
        Harness.Clock.SetUtcNow(now ?? Now);
        return Store;
    }

    /// <summary>The second host's store at a time.</summary>
    protected ITenantStore SecondAt(DateTimeOffset? now = null)
    {
        At(now);
        return Second;
    }

    /// <summary>A request; the store's clock stands at its time from now on.</summary>
    protected AdmissionRequest Request(
        string id, ResourceAmounts amounts, DateTimeOffset? now = null, string tenant = "acme", string source = "", TimeSpan? lease = null, TenantUid? uid = null)
    {
        At(now);
        return new AdmissionRequest(new TenantReference(TenantId.Parse(tenant), uid), id, amounts, source, lease ?? Lease);
    }

    /// <summary>Adds a tenant; what comes back is what was given, at the store's time.</summary>
    protected async Task<Tenant> AddAsync(Tenant tenant)
    {
        Tenant written = (await At(tenant.CreatedAt).AddAsync(tenant, Created(tenant), null, Cancellation)).Tenant;
        return tenant with { CreatedAt = written.CreatedAt, UpdatedAt = written.UpdatedAt };
    }

    protected Task<Tenant> AddAsync(string id = "acme", ResourceQuotas? quotas = null, TenantStatus status = TenantStatus.Active) =>
        AddAsync(NewTenant(id, status) with { ResourceQuotas = quotas ?? ResourceQuotas.Unlimited });

    /// <summary>Writes a change of a tenant: the next version of it.</summary>
    protected async Task<Tenant> ChangeAsync(Tenant before, Func<Tenant, Tenant> change, DateTimeOffset? at = null)
    {
        Tenant after = change(before) with { Version = before.Version + 1, UpdatedAt = at ?? Now };
        TenantWritten written = await At(at).UpdateAsync(after, before.Version, onlyIfIdle: false, Updated(before, after, at), Cancellation);
        return after with { CreatedAt = written.Tenant.CreatedAt, UpdatedAt = written.Tenant.UpdatedAt };
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
        await At().RemoveAsync(last, last.Version, Deleted(last), Cancellation);
    }

    /// <summary>Makes the tenant again: the same in all but the uid, at the same time.</summary>
    protected async Task<Tenant> MakeAgainAsync(Tenant tenant)
    {
        await RemoveAsync(tenant);
        return await AddAsync(tenant with { Uid = TenantUid.NewUid(), Version = 1 });
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
        await Store.CommitAsync(TenantId.Parse(tenant), id, result.Admission, Cancellation);
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
        await At(now).GetUsageAsync(TenantId.Parse(tenant), Cancellation);

    /// <summary>How many containers the tenant has, committed and held.</summary>
    protected async Task<decimal> TotalAsync(DateTimeOffset? now = null, string tenant = "acme") =>
        (await UsageAsync(now, tenant))[ResourceNames.Containers].Total;

    protected async Task<IReadOnlyList<Allocation>> AllocationsAsync(DateTimeOffset? now = null, string tenant = "acme") =>
        await At(now).ListAllocationsAsync(TenantId.Parse(tenant), new AllocationQuery { Limit = TenancyLimits.PageSize }, Cancellation);

    protected async Task<Allocation> AllocationAsync(string id, DateTimeOffset? now = null) =>
        (await AllocationsAsync(now)).FirstOrDefault(a => a.Id == id) ?? throw new ConformanceException($"expected an allocation '{id}', found none.");

    /// <summary>How far the ledger of acme has come.</summary>
    protected async Task<ReconciliationMark> MarkAsync(DateTimeOffset? now = null) => (await At(now).ReadMarksAsync([Acme], Cancellation))[0];

    protected async Task<IReadOnlyList<TenancyEvent>> LogAsync(TenantReference? tenant = null) =>
        (await Store.ReadEventsAsync(new EventQuery { Tenant = tenant, Limit = TenancyLimits.PageSize }, Cancellation)).Events;
}
