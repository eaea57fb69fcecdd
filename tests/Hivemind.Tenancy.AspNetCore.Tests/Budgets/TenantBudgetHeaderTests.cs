using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>The header fields of draft-ietf-httpapi-ratelimit-headers.</summary>
public sealed class TenantBudgetHeaderTests
{
    [Fact]
    public async Task Answer_says_policy_what_is_left_and_when_the_window_ends()
    {
        await using BudgetHost host = await StartAsync();
        await host.BudgetAsync("example.com/requests", 1000);

        HttpResponseMessage answer = await host.GetAsync();

        answer.Header("RateLimit-Policy").Should().Be("\"example.com/requests\";q=1000;w=60");
        answer.Header("RateLimit").Should().Be("\"example.com/requests\";r=999;t=55");
        answer.Headers.RetryAfter.Should().BeNull();
    }

    [Fact]
    public async Task Answer_says_how_long_a_month_is_and_no_number_that_a_header_may_not_have()
    {
        await using BudgetHost host = await StartAsync();
        await host.BudgetAsync("example.com/requests", ConsumptionAmounts.MaxAmount, CalendarUnit.Month);

        HttpResponseMessage answer = await host.GetAsync();

        answer.Header("RateLimit-Policy").Should().Be("\"example.com/requests\";q=999999999999999;w=2678400");
        answer.Header("RateLimit").Should().StartWith("\"example.com/requests\";r=999999999999999;t=");
    }

    [Fact]
    public async Task Answer_says_the_tightest_of_several_budgets_and_a_refusal_all_that_are_short()
    {
        await using BudgetHost host = await BudgetHost.StartAsync(
            (app, run) => app.MapGet("/x", run).RequireTenant().ConsumesTenantBudget("requests").ConsumesTenantBudget("tokens", 5));
        await host.BudgetAsync("requests", 100, CalendarUnit.Hour);
        await host.BudgetAsync("tokens", 5);

        HttpResponseMessage answer = await host.GetAsync();
        answer.Header("RateLimit").Should().Be("\"tokens\";r=0;t=55");

        await host.BudgetAsync("requests", 1, CalendarUnit.Hour);
        HttpResponseMessage refused = await host.GetAsync();

        refused.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        refused.Header("RateLimit-Policy").Should().Be("\"requests\";q=1;w=3600, \"tokens\";q=5;w=60");
        refused.Header("RateLimit").Should().Be("\"requests\";r=0;t=3355, \"tokens\";r=0;t=55");
        refused.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(3355), "the last window that stands in the way");
    }

    /// <summary>To come again would never help.</summary>
    [Fact]
    public async Task Answer_names_no_time_to_come_again_when_a_whole_budget_is_too_small()
    {
        await using BudgetHost host = await StartAsync();
        await host.BudgetAsync("example.com/requests", 0);

        HttpResponseMessage refused = await host.GetAsync();

        await refused.ShouldBeProblemAsync(429, TenancyProblemTypes.BudgetExceeded);
        refused.Headers.RetryAfter.Should().BeNull();
        refused.Header("RateLimit").Should().Be("\"example.com/requests\";r=0;t=55");
    }

    /// <summary>The standing of one budget is said once, and it is the latest.</summary>
    [Fact]
    public async Task Refusal_that_the_endpoints_code_throws_says_the_same()
    {
        await using BudgetHost host = await BudgetHost.StartAsync((app, run) => app.MapGet("/x", async (IConsumptionManager consumption) =>
        {
            run();
            await consumption.ConsumeAsync(WebTestHost.Acme, new() { ["requests"] = 10 });
        }).RequireTenant().ConsumesTenantBudget("requests"));
        await host.BudgetAsync("requests", 10);

        HttpResponseMessage refused = await host.GetAsync();

        await refused.ShouldBeProblemAsync(429, TenancyProblemTypes.BudgetExceeded);
        refused.Header("RateLimit").Should().Be("\"requests\";r=9;t=55");
        refused.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(55));
        host.Ran.Should().Be(1);
    }

    [Fact]
    public async Task Answer_from_a_cache_consumes_nothing_and_says_nothing_of_then()
    {
        await using BudgetHost host = await BudgetHost.StartAsync(
            (app, run) => app.MapGet("/x", run).RequireTenant().ConsumesTenantBudget("requests").CacheOutput(policy => policy.VaryByTenant()),
            services => services.AddOutputCache(),
            app =>
            {
                app.UseAuthentication();
                app.UseHivemindTenancy();
                app.UseAuthorization();
                app.UseOutputCache();
            });
        await host.BudgetAsync("requests", 100);
        await host.Web.FollowsAsync();

        (await host.GetAsync()).Header("RateLimit").Should().Be("\"requests\";r=99;t=55");
        HttpResponseMessage cached = await host.GetAsync();

        cached.StatusCode.Should().Be(HttpStatusCode.OK);
        host.Ran.Should().Be(1);
        cached.Header("RateLimit").Should().BeNull();
        cached.Header("RateLimit-Policy").Should().BeNull();
        (await host.UsedAsync("requests")).Should().Be(1);
    }

    private static Task<BudgetHost> StartAsync() =>
        BudgetHost.StartAsync((app, run) => app.MapGet("/x", run).RequireTenant().ConsumesTenantBudget("example.com/requests"));
}
