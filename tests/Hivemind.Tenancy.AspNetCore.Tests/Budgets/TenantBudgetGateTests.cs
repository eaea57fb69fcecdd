using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>No code runs that was not paid for, and nothing is consumed where none runs.</summary>
public sealed class TenantBudgetGateTests
{
    [Theory]
    [SuppressMessage("Reliability", "CA2012", Justification = "It names the call that is answered.")]
    [InlineData(true, 503)]
    [InlineData(false, 500)]
    public async Task Store_that_fails_keeps_the_code_from_running(bool isTransient, int status)
    {
        IConsumptionStore store = Substitute.For<IConsumptionStore>();
        store.ConsumeAsync(default, CancellationToken.None)
            .ReturnsForAnyArgs(_ => ValueTask.FromException<ConsumptionOutcome>(new TenancyStoreException("It is down.", isTransient)));
        await using BudgetHost host = await BudgetHost.StartAsync(Map, services => services.AddSingleton(store));

        HttpResponseMessage answer = await host.GetAsync();

        await answer.ShouldBeProblemAsync(status, isTransient ? TenancyProblemTypes.StoreUnavailable : TenancyProblemTypes.StoreFailed);
        host.Ran.Should().Be(0);
    }

    [Theory]
    [InlineData("/no-tenant")]
    [InlineData("/unsaid")]
    [InlineData("/short")]
    public async Task Endpoint_never_runs_unmetered_without_a_tenant(string path)
    {
        await using BudgetHost host = await BudgetHost.StartAsync((app, run) =>
        {
            app.MapGet("/no-tenant", run).AllowNoTenant().ConsumesTenantBudget("requests");
            app.MapGet("/unsaid", run).ConsumesTenantBudget("requests");
            app.MapGet("/short", run).ConsumesTenantBudget("requests").ShortCircuit();
        });

        (await host.Web.GetAsync(path, "alice")).StatusCode.Should().Be(HttpStatusCode.InternalServerError);

        host.Ran.Should().Be(0);
    }

    [Theory]
    [InlineData(null, "acme", 401)]
    [InlineData("alice", null, 404)]
    [InlineData("alice", "globex", 404)]
    [InlineData("bob", "acme", 403)]
    public async Task Request_that_is_refused_before_consumes_nothing(string? user, string? tenant, int status)
    {
        await using BudgetHost host = await BudgetHost.StartAsync(
            (app, run) => app.MapGet("/x", run).ConsumesTenantBudget("requests").RequireTenantPermission("things", "deploy"));
        await host.Web.BindAsync("bob", BuiltInRoles.TenantViewer);

        ((int)(await host.Web.GetAsync("/x", user, tenant is null ? [] : [tenant])).StatusCode).Should().Be(status);

        host.Ran.Should().Be(0);
        (await host.UsedAsync("requests")).Should().Be(0);
        (await host.UsedAsync("requests", WebTestHost.Globex)).Should().Be(0);
    }

    [Fact]
    public async Task Preflight_of_a_browser_consumes_nothing()
    {
        await using BudgetHost host = await BudgetHost.StartAsync(
            (app, run) => app.Map("/x", run).RequireTenant().ConsumesTenantBudget("requests").RequireCors(c => c.AllowAnyOrigin().AllowAnyHeader()),
            services => services.AddCors(),
            app =>
            {
                app.UseRouting();
                app.UseCors();
                app.UseAuthentication();
                app.UseHivemindTenancy();
                app.UseAuthorization();
            });

        HttpResponseMessage preflight = await SendAsync(host, HttpMethod.Options, asUser: false, isPreflight: true);
        preflight.StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await host.UsedAsync("requests")).Should().Be(0);

        (await SendAsync(host, HttpMethod.Get, asUser: true, isPreflight: false)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await host.UsedAsync("requests")).Should().Be(1);
        host.Ran.Should().Be(1);
    }

    /// <summary>Who writes the headers of a preflight himself, as a user, runs no code for nothing.</summary>
    [Theory]
    [InlineData("OPTIONS", true)]
    [InlineData("OPTIONS", false)]
    [InlineData("HEAD", false)]
    public async Task Method_that_the_code_answers_consumes(string method, bool isPreflight)
    {
        await using BudgetHost host = await BudgetHost.StartAsync((app, run) => app.Map("/x", run).RequireTenant().ConsumesTenantBudget("requests"));

        await SendAsync(host, new HttpMethod(method), asUser: true, isPreflight);

        (await host.UsedAsync("requests")).Should().Be(host.Ran).And.Be(1);
    }

    [Fact]
    public async Task Request_whose_client_has_left_does_not_run()
    {
        await using BudgetHost host = await BudgetHost.StartAsync(Map, pipeline: app =>
        {
            app.UseAuthentication();
            app.UseHivemindTenancy();
            app.UseAuthorization();
            app.Use((http, next) =>
            {
                http.RequestAborted = new CancellationToken(canceled: true);
                return next(http);
            });
        });

        _ = await host.GetAsync();

        host.Ran.Should().Be(0);
        (await host.UsedAsync("requests")).Should().Be(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Endpoint_in_whose_place_another_is_chosen_cannot_consume(bool isPage)
    {
        Func<Task> starting = async () =>
        {
            await using BudgetHost host = await BudgetHost.StartAsync(
                (app, _) =>
                {
                    IEndpointConventionBuilder fallback = isPage ? app.MapFallbackToPage("/Page") : app.MapFallbackToController("Plain", "Actions");
                    fallback.ConsumesTenantBudget("requests");
                },
                services => services.AddMvc().AddApplicationPart(typeof(TenantBudgetGateTests).Assembly));
            _ = host.Web.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        };

        await starting.Should().ThrowAsync<InvalidOperationException>().WithMessage("ConsumesTenantBudget() cannot be said of*");
    }

    private static void Map(WebApplication app, Func<string> run) => app.MapGet("/x", run).RequireTenant().ConsumesTenantBudget("requests");

    private static Task<HttpResponseMessage> SendAsync(BudgetHost host, HttpMethod method, bool asUser, bool isPreflight) =>
        host.Web.SendAsync("/x", asUser ? "alice" : null, request =>
        {
            request.Method = method;
            request.Headers.Add("Origin", "https://elsewhere.example");
            if (asUser)
            {
                request.Headers.Add("X-Tenant-Id", "acme");
            }

            if (isPreflight)
            {
                request.Headers.Add("Access-Control-Request-Method", "GET");
            }
        });
}
