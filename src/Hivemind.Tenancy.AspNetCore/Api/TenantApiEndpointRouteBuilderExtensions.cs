using System.Diagnostics.CodeAnalysis;
using Hivemind.Tenancy;
using Hivemind.Tenancy.AspNetCore;
using Hivemind.Tenancy.Billing;
using Hivemind.Tenancy.Storage;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>The Tenant API.</summary>
public static class TenantApiEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps a REST API for tenants, plans, quotas, allocations, isolation, events, access, apps and statements. Every request needs a signed-in user and
    /// acts in that user's context (<see cref="TenantContextKind.User"/>), in which the managers decide by the user's rights; it
    /// needs no tenant in the pipeline, so it works with and without <c>UseHivemindTenancy</c>. Errors are problem details (RFC 9457), see <see cref="TenancyProblemTypes"/>.
    /// Map it once: its endpoints have names. Roles, bindings, groups and forgetting a user are mapped only when the <see cref="IRbacProvider"/> is an
    /// <see cref="IRbacAdministrator"/>; budgets and consumption only when the store is an <see cref="IConsumptionStore"/>, plans only when it is an <see cref="IPlanStore"/>; apps, jobs and volumes only with an <see cref="IAppManager"/> (<c>AddWorkloads</c>), statements only with an <see cref="IBilling"/> (<c>AddBilling</c>),
    /// as FOCUS CSV only with an <see cref="IStatementExporter"/> (<c>AddFocusExport</c>).
    /// </summary>
    /// <param name="endpoints">The host's endpoints.</param>
    /// <param name="prefix">Where it begins; may hold route parameters.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>
    /// For further conventions: a policy, rate limits, CORS. An endpoint filter that is added here runs in the user's context.
    /// </returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException"><c>AddHivemindTenancy().AddAspNetCore()</c> is missing.</exception>
    public static IEndpointConventionBuilder MapTenantApi(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = "/api/v1", Action<TenantApiOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        _ = TenancyPipeline.Of(endpoints.ServiceProvider);
        TenantApiOptions options = new();
        configure?.Invoke(options);
        RouteGroupBuilder group = endpoints.MapGroup(prefix);
        group.RequireAuthorization().AllowNoTenant().DisableCookieRedirect();
        group.WithMetadata(new TenantApi(options, TenantApiJson.Default)).AddEndpointFilter(new TenantApiFilter());
        TenantEndpoints.Map(group);
        LifecycleEndpoints.Map(group);
        FinishDeletionEndpoints.Map(group);
        NamespaceEndpoints.Map(group);
        QuotaEndpoints.Map(group);
        UsageEndpoints.Map(group);
        MeteringEndpoints.Map(group);
        GraceEndpoints.Map(group);
        AllocationEndpoints.Map(group);
        IsolationEndpoints.Map(group);
        EventEndpoints.Map(group);
        EventStreamEndpoints.Map(group);
        if (endpoints.ServiceProvider.GetRequiredService<ITenantStore>() is IConsumptionStore)
        {
            ConsumptionEndpoints.Map(group);
        }

        if (endpoints.ServiceProvider.GetRequiredService<ITenantStore>() is IPlanStore)
        {
            PlanEndpoints.Map(group);
        }

        AccessEndpoints.Map(group);
        if (endpoints.ServiceProvider.GetRequiredService<IRbacProvider>() is IRbacAdministrator)
        {
            RoleEndpoints.Map(group);
            TenantRoleBindingEndpoints.Map(group);
            GlobalRoleBindingEndpoints.Map(group);
            GroupEndpoints.Map(group);
            UserEndpoints.Map(group);
        }

        if (endpoints.ServiceProvider.GetService<IAppManager>() is not null)
        {
            AppEndpoints.Map(group);
        }

        if (endpoints.ServiceProvider.GetService<IBilling>() is not null)
        {
            StatementEndpoints.Map(group);
            if (endpoints.ServiceProvider.GetService<IStatementExporter>() is not null)
            {
                StatementExportEndpoints.Map(group);
            }
        }

        return group;
    }
}
