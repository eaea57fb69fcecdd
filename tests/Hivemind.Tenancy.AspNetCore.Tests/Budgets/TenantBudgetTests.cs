using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What a request to an endpoint consumes, and what it is answered.</summary>
public sealed class TenantBudgetTests
{
    [Fact]
    public async Task Request_consumes_until_the_budget_is_used_up()
    {
        await using BudgetHost host = await StartAsync();
        await host.BudgetAsync("requests", 2);

        (await host.GetAsync()).StatusCode.Should().Be(HttpStatusCode.OK);
        (await host.GetAsync()).StatusCode.Should().Be(HttpStatusCode.OK);
        HttpResponseMessage refused = await host.GetAsync();

        JsonElement problem = await refused.ShouldBeProblemAsync(429, TenancyProblemTypes.BudgetExceeded);
        JsonElement shortage = problem.GetProperty("shortages")[0];
        shortage.GetProperty("meter").GetString().Should().Be("requests");
        shortage.GetProperty("left").GetInt64().Should().Be(0);
        refused.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(55));
        refused.Headers.CacheControl!.NoStore.Should().BeTrue();
        host.Ran.Should().Be(2);
        (await host.UsedAsync("requests")).Should().Be(2);
    }

    [Fact]
    public async Task Requests_at_the_same_time_never_consume_more_than_the_budget()
    {
        await using BudgetHost host = await StartAsync();
        await host.BudgetAsync("requests", 20);

        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => host.GetAsync())));

        answers.Count(a => a.StatusCode == HttpStatusCode.OK).Should().Be(20);
        answers.Count(a => a.StatusCode == HttpStatusCode.TooManyRequests).Should().Be(44);
        host.Ran.Should().Be(20);
        (await host.UsedAsync("requests")).Should().Be(20);
    }

    [Fact]
    public async Task Next_window_begins_with_the_whole_budget()
    {
        await using BudgetHost host = await StartAsync();
        await host.BudgetAsync("requests", 1);
        await host.GetAsync();

        host.Clock.Advance(TimeSpan.FromMilliseconds(53_500));
        HttpResponseMessage refused = await host.GetAsync();
        refused.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(2), "half a second is rounded up");

        host.Clock.Advance(TimeSpan.FromMilliseconds(1_500));
        (await host.GetAsync()).StatusCode.Should().Be(HttpStatusCode.OK);
        (await host.GetAsync()).StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Tenants_consume_of_their_own_budgets()
    {
        await using BudgetHost host = await StartAsync();
        await host.BudgetAsync("requests", 1);
        await host.BudgetAsync("requests", 1, tenant: WebTestHost.Globex);

        (await host.GetAsync()).StatusCode.Should().Be(HttpStatusCode.OK);
        (await host.GetAsync()).StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        (await host.Web.GetAsync("/x", "gina", "globex")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_group_and_endpoint_say_adds_up_and_is_consumed_all_or_nothing()
    {
        await using BudgetHost host = await BudgetHost.StartAsync((app, run) => app.MapGroup("/g").RequireTenant().ConsumesTenantBudget("requests")
            .MapGet("/x", run).ConsumesTenantBudget("requests", 2).ConsumesTenantBudget(_ => new() { ["tokens"] = 10 }));
        await host.BudgetAsync("requests", 100);
        await host.BudgetAsync("tokens", 15);

        (await host.GetAsync("/g/x")).StatusCode.Should().Be(HttpStatusCode.OK);
        HttpResponseMessage refused = await host.GetAsync("/g/x");

        JsonElement problem = await refused.ShouldBeProblemAsync(429, TenancyProblemTypes.BudgetExceeded);
        problem.GetProperty("shortages").EnumerateArray().Select(s => s.GetProperty("meter").GetString()).Should().Equal("tokens");
        (await host.UsedAsync("requests")).Should().Be(3);
        (await host.UsedAsync("tokens")).Should().Be(10);
    }

    [Fact]
    public async Task Amounts_may_depend_on_the_request()
    {
        await using BudgetHost host = await BudgetHost.StartAsync((app, run) => app.MapGet("/x/{n}", run).RequireTenant().ConsumesTenantBudget(
            http => new() { ["tokens"] = long.Parse((string)http.Request.RouteValues["n"]!, null) }));
        await host.BudgetAsync("tokens", 10);

        (await host.GetAsync("/x/7")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await host.GetAsync("/x/4")).StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        (await host.GetAsync("/x/3")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await host.GetAsync("/x/0")).StatusCode.Should().Be(HttpStatusCode.OK, "it consumes nothing");
        (await host.UsedAsync("tokens")).Should().Be(10);
    }

    [Theory]
    [InlineData("/negative")]
    [InlineData("/null")]
    [InlineData("/throws")]
    public async Task Amounts_that_are_none_keep_the_code_from_running(string path)
    {
        await using BudgetHost host = await BudgetHost.StartAsync((app, run) =>
        {
            RouteGroup(app, run, "/negative", _ => new() { ["requests"] = -1 });
            RouteGroup(app, run, "/null", _ => null!);
            RouteGroup(app, run, "/throws", _ => throw new FormatException());
        });

        (await host.GetAsync(path)).StatusCode.Should().Be(HttpStatusCode.InternalServerError);

        host.Ran.Should().Be(0);
        (await host.UsedAsync("requests")).Should().Be(0);

        static void RouteGroup(WebApplication app, Func<string> run, string path, Func<HttpContext, ConsumptionAmounts> amounts) =>
            app.MapGet(path, run).RequireTenant().ConsumesTenantBudget("requests", 5).ConsumesTenantBudget(amounts);
    }

    [Fact]
    public async Task Post_paid_budgets_and_meters_without_one_count_and_refuse_nothing()
    {
        await using BudgetHost host = await StartAsync();
        (await host.GetAsync()).StatusCode.Should().Be(HttpStatusCode.OK);
        (await host.UsedAsync("requests")).Should().Be(1);

        await host.BudgetAsync("requests", 1, CalendarUnit.Month, isPostPaid: true);
        (await host.GetAsync()).StatusCode.Should().Be(HttpStatusCode.OK);
        HttpResponseMessage over = await host.GetAsync();

        over.StatusCode.Should().Be(HttpStatusCode.OK);
        over.Header("RateLimit").Should().BeNull("nobody has to wait for what refuses nothing");
        (await host.UsedAsync("requests")).Should().Be(3);
    }

    [Fact]
    public async Task Request_that_is_repeated_under_its_key_is_counted_again()
    {
        await using BudgetHost host = await StartAsync();

        for (int i = 0; i < 2; i++)
        {
            await host.Web.SendAsync("/x", "alice", request =>
            {
                request.Headers.Add("X-Tenant-Id", "acme");
                request.Headers.Add("Idempotency-Key", "same");
            });
        }

        host.Ran.Should().Be(2);
        (await host.UsedAsync("requests")).Should().Be(2);
    }

    [Fact]
    public async Task Tenant_that_is_suspended_consumes_nothing()
    {
        await using BudgetHost host = await StartAsync();
        await host.Web.Tenants.SuspendTenantAsync(WebTestHost.Acme, "unpaid", TestContext.Current.CancellationToken);

        await (await host.GetAsync()).ShouldBeProblemAsync(403, TenancyProblemTypes.TenantNotActive);

        host.Ran.Should().Be(0);
    }

    [Fact]
    public async Task Actions_of_controllers_consume()
    {
        await using BudgetHost host = await BudgetHost.StartAsync(
            (app, _) => app.MapControllers().RequireTenant().ConsumesTenantBudget("requests"),
            services => services.AddControllers().AddApplicationPart(typeof(TenantBudgetTests).Assembly));
        await host.BudgetAsync("requests", 1);

        (await host.GetAsync("/actions/plain")).StatusCode.Should().Be(HttpStatusCode.OK);
        await (await host.GetAsync("/actions/plain")).ShouldBeProblemAsync(429, TenancyProblemTypes.BudgetExceeded);
    }

    [Fact]
    public async Task Meter_and_amount_are_checked_where_the_endpoint_is_mapped()
    {
        await using WebTestHost host = await WebTestHost.StartAsync(map: app =>
        {
            RouteHandlerBuilder endpoint = app.MapGet("/x", () => "in");
            endpoint.Invoking(e => e.ConsumesTenantBudget("re\"quests")).Should().Throw<ArgumentException>("no name needs an escape in a header");
            endpoint.Invoking(e => e.ConsumesTenantBudget("re\\quests")).Should().Throw<ArgumentException>();
            endpoint.Invoking(e => e.ConsumesTenantBudget("requests", 0)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("amount");
            endpoint.Invoking(e => e.ConsumesTenantBudget((Func<HttpContext, ConsumptionAmounts>)null!)).Should().Throw<ArgumentNullException>().WithParameterName("amounts");
        });
    }

    private static Task<BudgetHost> StartAsync() =>
        BudgetHost.StartAsync((app, run) => app.MapGet("/x", run).RequireTenant().ConsumesTenantBudget("requests"));
}
