using Hivemind.Tenancy.Storage;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy;

/// <summary>What plans mean for one tenant: what it is made of, and which roles it gives. It asks for no permission: its managers have.</summary>
internal sealed class TenantPlans(
    ITenantStore tenants,
    IRbacProvider rbac,
    DeclaredResources resources,
    EventDispatcher events,
    TenancyClock clock,
    IOptions<HivemindTenancyOptions> options)
{
    private readonly PlanReference? _default = options.Value.DefaultPlan is { } name ? PlanReference.Parse(name) : default(PlanReference?);

    /// <exception cref="NotSupportedException">The host's store keeps no plans.</exception>
    private IPlanStore Store => tenants as IPlanStore
        ?? throw new NotSupportedException($"This host's {nameof(ITenantStore)} keeps no plans: it is no {nameof(IPlanStore)}.");

    private IRbacAdministrator Administrator => rbac as IRbacAdministrator ?? throw new NotSupportedException(
        $"The RBAC provider {rbac.GetType().Name} is read-only, so plans cannot bind roles: it does not implement {nameof(IRbacAdministrator)}.");

    /// <summary>The plan that a spec asks for; null for none.</summary>
    public PlanReference? Asked(TenantSpec spec, bool takesDefault = true) => spec.Plan ?? (takesDefault ? _default : null);

    /// <summary>The spec with what its plan says where it says nothing. Who makes tenants holds every permission (tenant-admin's), so may give any role.</summary>
    /// <exception cref="PlanNotFoundException">There is no such plan.</exception>
    /// <exception cref="ArgumentException">Both together are nothing that a tenant may say on this host, or a role that it binds is gone.</exception>
    public async ValueTask<TenantSpec> FillAsync(TenantSpec spec, PlanReference? asked, CancellationToken cancellationToken)
    {
        if (asked is not { } named)
        {
            return spec;
        }

        TenantPlan plan = await GetAsync(named, cancellationToken).ConfigureAwait(false);
        if (plan.Bindings.Count > 0)
        {
            // What cannot be bound is refused before anything is made.
            _ = await RolesAsync(plan, cancellationToken).ConfigureAwait(false);
        }

        TenantSpec filled = PlanRules.Fill(spec, plan);
        resources.Require(filled.ResourceQuotas, nameof(spec));
        return filled;
    }

    /// <summary>Whether a tenant is as the spec would have it, by the version of the plan that the tenant is on.</summary>
    public async ValueTask<bool> DescribesAsync(TenantSpec spec, Tenant tenant, CancellationToken cancellationToken)
    {
        if (tenant.Plan is not { } plan)
        {
            return spec.Plan is null && spec.Describes(tenant);
        }

        try
        {
            return spec.Plan?.Names(plan) != false
                && await Store.FindPlanAsync(plan, cancellationToken).ConfigureAwait(false) is { } found
                && PlanRules.Fill(spec, found).Describes(tenant);
        }
        catch (ArgumentException)
        {
            return false; // Both together are nothing that a tenant may say, and the tenant does not.
        }
    }

    /// <exception cref="PlanNotFoundException">There is no such plan.</exception>
    public async ValueTask<TenantPlan> GetAsync(PlanReference plan, CancellationToken cancellationToken) =>
        await Store.FindPlanAsync(plan, cancellationToken).ConfigureAwait(false) ?? throw new PlanNotFoundException(plan);

    /// <summary>The roles that a plan binds.</summary>
    /// <exception cref="ArgumentException">There is no such role.</exception>
    public async ValueTask<IReadOnlyList<Role>> RolesAsync(TenantPlan plan, CancellationToken cancellationToken)
    {
        List<Role> roles = [];
        foreach (RoleReference role in plan.Bindings.Select(b => b.Role).Distinct())
        {
            roles.Add(await Administrator.FindRoleAsync(role, cancellationToken).ConfigureAwait(false) ?? throw AccessRules.NoSuchRole(role, nameof(plan)));
        }

        return roles;
    }

    /// <summary>Binds what the version binds that a tenant is on, and not before.</summary>
    /// <exception cref="PlanNotFoundException">There is no such plan.</exception>
    /// <exception cref="ArgumentException">There is no such role any more.</exception>
    public async ValueTask BindAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        if (tenant.Plan is { } plan)
        {
            TenantPlan found = await GetAsync(plan, cancellationToken).ConfigureAwait(false);
            await BindAsync(tenant, from: null, found, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>After what another version binds was bound, which the tenant has left meanwhile: as if it had come first.</summary>
    /// <exception cref="TenantNotFoundException">The tenant is gone.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is Terminating.</exception>
    public async ValueTask RebindAsync(Tenant tenant, PlanReference? left, CancellationToken cancellationToken)
    {
        if (left is { } former && tenant.Plan is { } plan && plan != former
            && await Store.FindPlanAsync(former, cancellationToken).ConfigureAwait(false) is { } from)
        {
            await BindAsync(tenant, from, await GetAsync(plan, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Binds what of two versions the one that a tenant goes to has alone, and unbinds what the one that it leaves has alone. Repeats harmlessly.</summary>
    /// <exception cref="ArgumentException">There is no such role any more.</exception>
    /// <exception cref="TenantNotFoundException">The tenant is gone.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is Terminating.</exception>
    public async ValueTask BindAsync(Tenant tenant, TenantPlan? from, TenantPlan? to, CancellationToken cancellationToken)
    {
        IReadOnlyList<PlanBinding> before = from?.Bindings ?? [];
        IReadOnlyList<PlanBinding> after = to?.Bindings ?? [];
        foreach (RoleBinding binding in after.Except(before).Select(b => b.In(tenant)))
        {
            RoleBound bound = new() { OccurredAt = clock.Now, TenantId = tenant.Id, TenantUid = tenant.Uid, Binding = binding };
            BindingWritten written = await Administrator.AddBindingAsync(
                binding, bound.By(TenantContext.Current), key: null, cancellationToken).ConfigureAwait(false);
            await events.DispatchAsync(written.Event, cancellationToken).ConfigureAwait(false);
        }

        foreach (RoleBinding binding in before.Except(after).Select(b => b.In(tenant)))
        {
            RoleUnbound unbound = new() { OccurredAt = clock.Now, TenantId = tenant.Id, TenantUid = tenant.Uid, Binding = binding };
            await events.DispatchAsync(
                await Administrator.RemoveBindingAsync(binding, unbound.By(TenantContext.Current), cancellationToken).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
        }
    }
}
