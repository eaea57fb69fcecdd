using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <summary>Writes a tenant by compare-and-set on its version, once, and hands the events to the handlers.</summary>
internal sealed class TenantWriter(ITenantStore store, EventDispatcher events, TenancyClock clock, IncarnationClock incarnations)
{
    public async ValueTask<Tenant> AddAsync(TenantSpec spec, CancellationToken cancellationToken)
    {
        Tenant tenant = spec.ToTenant(incarnations.NextCreation(spec.Id));
        TenantCreated change = new() { OccurredAt = tenant.CreatedAt, TenantId = tenant.Id, TenantUid = tenant.Uid, Tenant = tenant };
        await DispatchAsync(await store.AddAsync(tenant, change.By(TenantContext.Current), cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
        return tenant;
    }

    /// <exception cref="TenantVersionConflictException">Somebody wrote since <paramref name="before"/> was read.</exception>
    public async ValueTask<Tenant> UpdateAsync(Tenant before, Tenant after, CancellationToken cancellationToken)
    {
        after = Next(before, after);
        TenantUpdated change = new() { OccurredAt = clock.Now, TenantId = after.Id, TenantUid = after.Uid, Before = before, After = after };
        await WriteAsync(before, after, change, cancellationToken).ConfigureAwait(false);
        return after;
    }

    /// <exception cref="TenantVersionConflictException">Somebody wrote since <paramref name="before"/> was read.</exception>
    public ValueTask<Tenant> SetStatusAsync(Tenant before, TenantStatus status, string? reason, CancellationToken cancellationToken) =>
        WriteStatusAsync(before, before with { Status = status, StatusReason = reason, StatusVersion = before.Version + 1 }, cancellationToken);

    /// <summary>Says why the tenant stays in its status. That is not the status written anew, so its version stays too.</summary>
    /// <exception cref="TenantVersionConflictException">Somebody wrote since <paramref name="before"/> was read.</exception>
    public ValueTask<Tenant> SetReasonAsync(Tenant before, string reason, CancellationToken cancellationToken) =>
        WriteStatusAsync(before, before with { StatusReason = reason }, cancellationToken);

    /// <exception cref="TenantVersionConflictException">Somebody wrote since <paramref name="tenant"/> was read.</exception>
    public async ValueTask RemoveAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        TenantDeleted change = new() { OccurredAt = clock.NowOrLater(tenant.CreatedAt), TenantId = tenant.Id, TenantUid = tenant.Uid, Tenant = tenant };
        incarnations.NoteDeletion(tenant);
        await DispatchAsync(
            await store.RemoveAsync(tenant.Id, tenant.Version, change.By(TenantContext.Current), cancellationToken).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
    }

    private Tenant Next(Tenant before, Tenant after) => after with { UpdatedAt = clock.NowOrLater(before.CreatedAt), Version = before.Version + 1 };

    private async ValueTask<Tenant> WriteStatusAsync(Tenant before, Tenant after, CancellationToken cancellationToken)
    {
        after = Next(before, after);
        TenantStatusChanged change = new()
        {
            OccurredAt = clock.Now,
            TenantId = after.Id,
            TenantUid = after.Uid,
            From = before.Status,
            To = after.Status,
            StatusReason = after.StatusReason,
        };
        await WriteAsync(before, after, change, cancellationToken).ConfigureAwait(false);
        return after;
    }

    private async ValueTask WriteAsync(Tenant before, Tenant after, TenancyEvent change, CancellationToken cancellationToken) =>
        await DispatchAsync(
            await store.UpdateAsync(after, before.Version, change.By(TenantContext.Current), cancellationToken).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);

    private ValueTask DispatchAsync(IReadOnlyList<TenancyEvent> recorded, CancellationToken cancellationToken) =>
        events.DispatchAsync(recorded, cancellationToken);
}
