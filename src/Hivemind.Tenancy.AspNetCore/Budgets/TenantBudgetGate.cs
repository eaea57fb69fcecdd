using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Stands before an endpoint's code, and lets a request in that the ambient tenant's budgets have room for. All that group and endpoint ask for is
/// one consumption. It wraps the code itself, not a place in the pipeline, so that nothing leads past it.
/// </summary>
internal sealed class TenantBudgetGate(IConsumptionManager consumption, TimeProvider time)
{
    private readonly List<Func<HttpContext, ConsumptionAmounts>> _computed = [];
    private ConsumptionAmounts _known = ConsumptionAmounts.None;

    /// <summary>What each request consumes.</summary>
    public void Add(ConsumptionAmounts amounts) => _known = Sum(_known, amounts);

    /// <summary>What a request consumes, by the request.</summary>
    public void Add(Func<HttpContext, ConsumptionAmounts> amounts) => _computed.Add(amounts);

    public async Task RunAsync(HttpContext http, RequestDelegate run)
    {
        if (TenantContext.Current is not { Kind: TenantContextKind.Tenant, BoundTo: { } tenant } || http.GetTenantContext() is null)
        {
            throw new InvalidOperationException(
                $"The endpoint '{http.GetEndpoint()?.DisplayName}' consumes of a tenant's budget and was reached without a tenant. Add RequireTenant() to it, "
                + "and call app.UseHivemindTenancy() on every way to it, after routing and before UseAuthorization.");
        }

        ConsumptionAmounts amounts = AmountsOf(http);
        if (amounts.Count > 0)
        {
            ConsumptionResult result = await consumption.TryConsumeAsync(tenant, amounts, id: null, http.RequestAborted).ConfigureAwait(false);
            if (!result.IsAdmitted)
            {
                BudgetHeaders.Tell(http, result.Decision!, time);
                await ProblemWriter.WriteAsync(http, TenancyProblemDetails.From(new BudgetExceededException(tenant.Id, result.Decision!))).ConfigureAwait(false);
                return;
            }

            if (result.Tightest is { } tightest)
            {
                BudgetHeaders.Tell(http, [tightest], time);
            }
        }

        await run(http).ConfigureAwait(false);
    }

    private static ConsumptionAmounts Sum(ConsumptionAmounts one, ConsumptionAmounts other) => one.Count == 0 ? other : other.Count == 0 ? one
        : ConsumptionAmounts.Of(one.Select(e => KeyValuePair.Create(e.Key, e.Value + other[e.Key])).Concat(other.Where(e => one[e.Key] == 0)));

    private ConsumptionAmounts AmountsOf(HttpContext http)
    {
        ConsumptionAmounts amounts = _known;
        foreach (Func<HttpContext, ConsumptionAmounts> compute in _computed)
        {
            ConsumptionAmounts computed = compute(http)
                ?? throw new InvalidOperationException($"What the endpoint '{http.GetEndpoint()?.DisplayName}' consumes was computed as null.");

            // Added to others, a negative amount would not be seen.
            if (computed.FirstOrDefault(e => e.Value < 0) is { Key: { } meter } negative)
            {
                throw new InvalidOperationException($"What the endpoint '{http.GetEndpoint()?.DisplayName}' consumes of '{meter}' was computed as {negative.Value}.");
            }

            amounts = Sum(amounts, computed);
        }

        return amounts;
    }
}
