using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <summary>Writes a tenant by compare-and-set on its version, once, and hands the events to the handlers.</summary>
internal sealed class TenantWriter(ITenantStore store, EventDispatcher events, TenancyClock clock)
{
    /// <exception cref="TenantConflictException">The id, the name or a namespace is taken.</exception>
    /// <exception cref="IdempotencyKeyConflictException">The key stands for another request, or what it made is gone.</exception>
    public async ValueTask<TenantWritten> AddAsync(TenantSpec spec, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        Tenant tenant = spec.ToTenant(clock.Now);
        TenantCreated change = new() { OccurredAt = tenant.CreatedAt, TenantId = tenant.Id, TenantUid = tenant.Uid, Tenant = tenant };
        TenantWritten written = await store.AddAsync(tenant, change.By(TenantContext.Current), key, cancellationToken).ConfigureAwait(false);
        await events.DispatchAsync(written.Events, cancellationToken).ConfigureAwait(false);
        return written;
    }

    /// <exception cref="TenantVersionConflictException">Somebody wrote since <paramref name="before"/> was read.</exception>
    public async ValueTask<Tenant> UpdateAsync(Tenant before, Tenant after, CancellationToken cancellationToken)
    {
        after = Next(before, after);
        TenantUpdated change = new() { OccurredAt = clock.Now, TenantId = after.Id, TenantUid = after.Uid, Before = before, After = after };
        return await WriteAsync(before, after, onlyIfIdle: false, change, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="TenantVersionConflictException">Somebody wrote since <paramref name="before"/> was read.</exception>
    /// <exception cref="TenantInUseException">Something is committed, or adopted from an observation, and <paramref name="onlyIfIdle"/> asks for nothing.</exception>
    public ValueTask<Tenant> SetStatusAsync(
        Tenant before, TenantStatus status, string? reason, CancellationToken cancellationToken, bool onlyIfIdle = false) =>
        WriteStatusAsync(
            before, before with { Status = status, StatusReason = reason, StatusVersion = before.Version + 1 }, onlyIfIdle, cancellationToken);

    /// <summary>Says why the tenant stays in its status. That is not the status written anew, so its version stays too.</summary>
    /// <exception cref="TenantVersionConflictException">Somebody wrote since <paramref name="before"/> was read.</exception>
    public ValueTask<Tenant> SetReasonAsync(Tenant before, string reason, CancellationToken cancellationToken) =>
        WriteStatusAsync(before, before with { StatusReason = reason }, onlyIfIdle: false, cancellationToken);

    /// <exception cref="TenantVersionConflictException">Somebody wrote since <paramref name="tenant"/> was read.</exception>
    /// <exception cref="TenantNotFoundException">It is gone, be there another of its id or not.</exception>
    public async ValueTask RemoveAsync(Tenant tenant, string? finishedBecause, CancellationToken cancellationToken)
    {
        TenantDeleted change = new()
        {
            OccurredAt = clock.Now,
            TenantId = tenant.Id,
            TenantUid = tenant.Uid,
            Tenant = tenant,
            FinishedBecause = finishedBecause,
        };
        await events.DispatchAsync(
            await store.RemoveAsync(tenant, tenant.Version, change.By(TenantContext.Current), cancellationToken).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
    }

    private static Tenant Next(Tenant before, Tenant after) => after with { Version = before.Version + 1 };

    private async ValueTask<Tenant> WriteStatusAsync(Tenant before, Tenant after, bool onlyIfIdle, CancellationToken cancellationToken)
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
        return await WriteAsync(before, after, onlyIfIdle, change, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Tenant> WriteAsync(Tenant before, Tenant after, bool onlyIfIdle, TenancyEvent change, CancellationToken cancellationToken)
    {
        TenantWritten written = await store.UpdateAsync(
            after, before.Version, onlyIfIdle, change.By(TenantContext.Current), cancellationToken).ConfigureAwait(false);
        await events.DispatchAsync(written.Events, cancellationToken).ConfigureAwait(false);
        return written.Tenant;
    }
}
