using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <content>Changing settings, and writing to and reading the log of changes.</content>
internal sealed partial class TenantManager
{
    public async ValueTask<Tenant> UpdateTenantAsync(
        TenantReference tenant, Func<Tenant, Tenant> change, Tenant? expected = null, CancellationToken cancellationToken = default)
    {
        tenant.Validated(nameof(tenant));
        ArgumentNullException.ThrowIfNull(change);
        if (expected is not null && !tenant.Names(expected))
        {
            throw new ArgumentException($"The expected tenant is '{(TenantReference)expected}', not '{tenant}'.", nameof(expected));
        }

        TenantReference target = expected ?? tenant;
        while (true)
        {
            Tenant before = await guard.GetLatestAsync(TenantCallers.Update, target, cancellationToken).ConfigureAwait(false);
            Tenant after = change(before) ?? throw new ArgumentException("The change returned null.", nameof(change));
            after = after with { UpdatedAt = before.UpdatedAt };
            IReadOnlyList<(Permission Permission, PermissionScope Scope)> required = TenantUpdatePermissions.Required(before, after);
            await DemandAsync(before, after, required, cancellationToken).ConfigureAwait(false);
            if (expected is not null && expected.Version != before.Version)
            {
                throw new TenantVersionConflictException(before.Id, expected.Version, before.Version);
            }

            if (after.Equals(before))
            {
                return before;
            }

            before.Status.EnsureAllows(TenantOperation.Update, before.Id);
            if (after.ResourceQuotas != before.ResourceQuotas)
            {
                resources.Require(after.ResourceQuotas, nameof(change));
            }

            try
            {
                return await WriteAsync(before, after, cancellationToken).ConfigureAwait(false);
            }
            catch (TenantVersionConflictException) when (expected is null)
            {
                // Somebody wrote in between; apply the change to what they wrote.
            }
            catch (TenantNotFoundException) when (target.Uid is null)
            {
                // Deleted in between: only the look said which tenant, not the caller. Whoever holds the id now is meant, if anybody does.
            }
        }
    }

    public ValueTask<Tenant> UpdateResourceQuotasAsync(TenantReference tenant, ResourceQuotas quotas, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(quotas);
        return UpdateTenantAsync(tenant, t => t with { ResourceQuotas = quotas }, cancellationToken: cancellationToken);
    }

    public ValueTask<Tenant> UpdateIsolationLevelAsync(TenantReference tenant, IsolationLevel level, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(level);
        return UpdateTenantAsync(tenant, t => t with { IsolationLevel = level }, cancellationToken: cancellationToken);
    }

    public ValueTask<Tenant> AddNamespaceAsync(TenantReference tenant, string namespaceName, CancellationToken cancellationToken = default)
    {
        Requires.Label(namespaceName, "Namespace");
        return UpdateTenantAsync(tenant, t => t with { Namespaces = [.. t.Namespaces, namespaceName] }, cancellationToken: cancellationToken);
    }

    public ValueTask<Tenant> RemoveNamespaceAsync(TenantReference tenant, string namespaceName, CancellationToken cancellationToken = default)
    {
        Requires.Label(namespaceName, "Namespace");
        return UpdateTenantAsync(
            tenant, t => t with { Namespaces = [.. t.Namespaces.Where(n => n != namespaceName)] }, cancellationToken: cancellationToken);
    }

    public async ValueTask ReportAsync(
        TenantReference tenant, string subject, string reason, string message, CancellationToken cancellationToken = default)
    {
        tenant.Validated(nameof(tenant));
        WorkloadReported report = new()
        {
            OccurredAt = clock.Now,
            TenantId = tenant.Id,
            Subject = Requires.Line(subject, "Subject", TenancyLimits.ReportSubjectLength),
            Reason = Requires.Word(reason, "Reason", TenancyLimits.ReportReasonLength),
            Message = Requires.Line(message, "Message", TenancyLimits.ReportMessageLength),
        };
        TenantReference target = await guard.AuthorizeAsync(TenantCallers.Report, tenant, cancellationToken).ConfigureAwait(false);
        await events.DispatchAsync(
            await store.ReportAsync(target, report.By(TenantContext.Current), cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<EventPage> ReadEventsAsync(EventQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new EventQuery();
        if ((query.Tenant ?? TenantContext.Current?.BoundTo) is { } asked)
        {
            query = query with { Tenant = await guard.AuthorizeAsync(TenantCallers.ReadEvents, asked, cancellationToken).ConfigureAwait(false) };
        }
        else
        {
            await guard.AuthorizeAsync(TenantCallers.ReadEvents, cancellationToken).ConfigureAwait(false);
        }

        return await store.ReadEventsAsync(query, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask DemandAsync(
        Tenant before, Tenant after, IReadOnlyList<(Permission Permission, PermissionScope Scope)> required, CancellationToken cancellationToken)
    {
        foreach ((Permission permission, PermissionScope scope) in required)
        {
            await guard.DemandAsync(permission, scope, before, TenantCallers.Update.Verb, cancellationToken).ConfigureAwait(false);
        }

        if (after.OwnerId != before.OwnerId)
        {
            // Asked again, past the caches: the new owner gets them, and nobody grants more than they hold.
            await guard.DemandHeldAsync(
                BuiltInRoles.TenantAdmin.Permissions, PermissionScope.Tenant(before), TenantCallers.Update.Verb, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes, and removes the bindings of namespaces that go; before a namespace comes, those a crash may have left.</summary>
    private async ValueTask<Tenant> WriteAsync(Tenant before, Tenant after, CancellationToken cancellationToken)
    {
        await UnbindAsync(after.Namespaces.Except(before.Namespaces), cancellationToken).ConfigureAwait(false);
        Tenant written = await writer.UpdateAsync(before, after, cancellationToken).ConfigureAwait(false);
        await UnbindAsync(before.Namespaces.Except(after.Namespaces), CancellationToken.None).ConfigureAwait(false);
        return written;

        async ValueTask UnbindAsync(IEnumerable<string> namespaces, CancellationToken cancellationToken)
        {
            if (rbac is IRbacAdministrator administrator)
            {
                foreach (string namespaceName in namespaces)
                {
                    await administrator.RemoveWithinAsync(PermissionScope.Namespace(before, namespaceName), cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }
}
