using Hivemind.Tenancy;
using Hivemind.Tenancy.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>What requests use up of their tenant's budgets.</summary>
public static class TenantBudgetConventionBuilderExtensions
{
    /// <summary>
    /// Each request to the endpoint consumes of its tenant's budget, after authorization and right before the endpoint's code runs: before it binds
    /// parameters, and whatever it answers then. What group and endpoint say adds up, and is consumed all or nothing. Without room the code does not run
    /// and the answer is 429 with <c>Retry-After</c> and a problem of the type <see cref="TenancyProblemTypes.BudgetExceeded"/>; when the store cannot say,
    /// 503. Answers tell how the tightest budget stands in <c>RateLimit-Policy</c> and <c>RateLimit</c>. A meter without a budget, and one that is
    /// post-paid, is counted and refuses nothing.
    /// </summary>
    /// <remarks>
    /// Nothing is consumed where the code does not run: what <c>UseCors</c>, authorization, a rate limiter or a cache answers. A request that is repeated is counted again, also under
    /// the same <c>Idempotency-Key</c>, which is only what the client says: its code runs again. The endpoint needs a tenant, so add <c>RequireTenant</c>;
    /// reached without, it throws <see cref="InvalidOperationException"/> and does not run. Each request counts: of a hub those that connect or poll,
    /// not its invocations. Razor Pages and dynamic routes are refused when they are mapped.
    /// </remarks>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="meter">The meter: <c>requests</c>.</param>
    /// <param name="amount">How much each request consumes: 1 to 2^53.</param>
    /// <exception cref="ArgumentException"><paramref name="meter"/> is no qualified name.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="amount"/> is out of its range.</exception>
    public static TBuilder ConsumesTenantBudget<TBuilder>(this TBuilder builder, string meter, long amount = 1)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, 1);
        ConsumptionAmounts amounts = new() { [meter] = amount };
        return builder.Behind(gate => gate.Add(amounts));
    }

    /// <summary>As the other form, with amounts that depend on the request.</summary>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="amounts">
    /// How much of which meters: 0 or more each; nothing for a request that consumes nothing. It is asked in the tenant's context, before the body is read.
    /// What it throws is what the endpoint throws.
    /// </param>
    public static TBuilder ConsumesTenantBudget<TBuilder>(this TBuilder builder, Func<HttpContext, ConsumptionAmounts> amounts)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(amounts);
        return builder.Behind(gate => gate.Add(amounts));
    }

    private static TBuilder Behind<TBuilder>(this TBuilder builder, Action<TenantBudgetGate> add)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint =>
        {
            TenantBudgetGate? gate = endpoint.Metadata.OfType<TenantBudgetGate>().FirstOrDefault();
            if (gate is null)
            {
                gate = Before(endpoint);
                endpoint.Metadata.Add(gate);
            }

            add(gate);
        });
        return builder;
    }

    /// <exception cref="InvalidOperationException">Another endpoint would run in this one's place, and past the gate.</exception>
    private static TenantBudgetGate Before(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is not { } run || endpoint.Metadata.Any(m => m is PageActionDescriptor or IDynamicEndpointMetadata { IsDynamic: true }))
        {
            throw new InvalidOperationException(
                $"ConsumesTenantBudget() cannot be said of '{endpoint.DisplayName}': another endpoint is chosen in its place at each request. Call IConsumptionManager in its code.");
        }

        IServiceProvider services = endpoint.ApplicationServices;
        _ = TenancyPipeline.Of(services);
        TenantBudgetGate gate = new(services.GetRequiredService<IConsumptionManager>(), services.GetRequiredService<TimeProvider>());
        endpoint.RequestDelegate = http => gate.RunAsync(http, run);
        return gate;
    }
}
