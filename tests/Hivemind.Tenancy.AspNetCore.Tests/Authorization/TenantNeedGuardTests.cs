using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>An endpoint that needs a tenant never runs without one, however the host puts its pipeline together.</summary>
public sealed class TenantNeedGuardTests
{
    private int _ran;

    /// <summary>Authorization, which refuses elsewhere, does not check an endpoint that is open to anonymous users.</summary>
    [Theory]
    [InlineData("/tenant")]
    [InlineData("/permission")]
    [InlineData("/group/plain")]
    public async Task Anonymous_endpoint_never_runs_where_tenancy_is_missing(string path)
    {
        await using WebTestHost host = await WebTestHost.StartAsync(map: Map, pipeline: app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
        });

        await ShouldNotRunAsync(host, path);
    }

    [Theory]
    [InlineData("/tenant", false)]
    [InlineData("/group/plain", false)]
    [InlineData("/plain", true)]
    public async Task Endpoint_never_runs_where_tenancy_is_in_another_branch(string path, bool byDefault)
    {
        await using WebTestHost host = await WebTestHost.StartAsync(Options(byDefault), Map, pipeline: app =>
        {
            app.UseAuthentication();
            app.UseWhen(http => http.Request.Path.StartsWithSegments("/other"), branch => branch.UseHivemindTenancy());
            app.UseAuthorization();
        });

        await ShouldNotRunAsync(host, path);
    }

    [Theory]
    [InlineData("/short-tenant", false)]
    [InlineData("/short", true)]
    public async Task Endpoint_that_cuts_the_pipeline_short_never_runs(string path, bool byDefault)
    {
        await using WebTestHost host = await WebTestHost.StartAsync(Options(byDefault), Map);

        await ShouldNotRunAsync(host, path);
    }

    [Fact]
    public async Task Endpoint_never_runs_where_nothing_looks_for_missing_authorization()
    {
        await using WebTestHost host = await WebTestHost.StartAsync(
            map: app => app.MapGet("/signed-in", Run).RequireTenant(),
            services: services => services.Configure<RouteOptions>(options => options.SuppressCheckForUnhandledSecurityMetadata = true),
            pipeline: app =>
            {
                ((IApplicationBuilder)app).Properties["__AuthorizationMiddlewareSet"] = true;
                app.UseAuthentication();
                app.UseHivemindTenancy();
            });

        HttpResponseMessage response = await host.GetAsync("/signed-in", user: null, "acme");

        ((int)response.StatusCode).Should().BeGreaterThanOrEqualTo(400);
        _ran.Should().Be(0);
    }

    /// <summary>What the first pass found out does not count where the second does not come by.</summary>
    [Theory]
    [InlineData("/tenant")]
    [InlineData("/signed-in")]
    public async Task Endpoint_of_a_second_pass_never_runs_by_the_context_of_the_first(string path)
    {
        await using WebTestHost host = await WebTestHost.StartAsync(
            map: app =>
            {
                Map(app);
                app.MapGet("/signed-in", Run).RequireTenant();
                app.MapGet("/first/fails", () => Results.NotFound());
            },
            pipeline: app =>
            {
                app.UseStatusCodePagesWithReExecute(path);
                app.UseAuthentication();
                app.UseWhen(http => http.Request.Path.StartsWithSegments("/first"), branch => branch.UseHivemindTenancy());
                app.UseAuthorization();
            });

        _ = await host.GetAsync("/first/fails", "alice", "acme");

        _ran.Should().Be(0);
    }

    /// <summary>The middleware decided for the endpoint that it saw.</summary>
    [Fact]
    public async Task Endpoint_that_is_routed_to_anew_inside_tenancy_never_runs()
    {
        await using WebTestHost host = await WebTestHost.StartAsync(Options(byDefault: true), app =>
        {
            Map(app);
            app.MapGet("/free", () => Results.NotFound()).AllowNoTenant();
        },
        pipeline: app =>
        {
            app.UseAuthentication();
            app.UseHivemindTenancy();
            app.UseStatusCodePagesWithReExecute("/plain");
            app.UseAuthorization();
        });

        _ = await host.GetAsync("/free", "alice", "acme");

        _ran.Should().Be(0);
    }

    [Theory]
    [InlineData("/bound/inherited")]
    [InlineData("/bound/overridden")]
    public async Task Controller_needs_a_tenant_though_its_base_class_needs_none(string path)
    {
        await using WebTestHost host = await WebTestHost.StartAsync(
            map: app => app.MapControllers(),
            services: services => services.AddControllers().AddApplicationPart(typeof(TenantNeedGuardTests).Assembly));

        await host.GetAsync(path, "alice").ShouldBeRefusedAsync();
        await host.GetAsync(path, "alice", "globex").ShouldBeRefusedAsync();
        await host.GetAsync(path, "alice", "acme").ShouldSayAsync("acme/alice");
    }

    private static Action<TenancyWebOptions> Options(bool byDefault) => options =>
    {
        options.RequireTenantByDefault = byDefault;
        options.ResolveFromHeader();
    };

    private void Map(WebApplication app)
    {
        app.MapGet("/plain", Run);
        app.MapGet("/tenant", Run).RequireTenant().AllowAnonymous();
        app.MapGet("/permission", Run).RequireTenantPermission("things", "read").AllowAnonymous();
        app.MapGroup("/group").RequireTenant().AllowAnonymous().MapGet("/plain", Run);
        app.MapGet("/short", Run).ShortCircuit();
        app.MapGet("/short-tenant", Run).RequireTenant().AllowAnonymous().ShortCircuit();
    }

    private async Task ShouldNotRunAsync(WebTestHost host, string path)
    {
        foreach ((string? user, string tenant) in new[] { (null, "acme"), ("alice", "acme"), ("alice", "globex") })
        {
            HttpResponseMessage response = await host.GetAsync(path, user, tenant);

            ((int)response.StatusCode).Should().BeGreaterThanOrEqualTo(400);
        }

        _ran.Should().Be(0);
    }

    private string Run()
    {
        Interlocked.Increment(ref _ran);
        return Who.Now();
    }
}
