using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Nobody is signed in.</summary>
public sealed class AnonymousTests
{
    private int _ran;

    [Theory]
    [InlineData("/who", false)]
    [InlineData("/who", true)]
    [InlineData("/maybe", true)]
    [InlineData("/permission", false)]
    [InlineData("/anonymous", false)]
    [InlineData("/asserted", true)]
    [InlineData("/authorized", true)]
    [InlineData("/no-such-path", true)]
    public async Task Anonymous_is_challenged_by_the_scheme_where_a_tenant_is_needed(string path, bool byDefault)
    {
        await using WebTestHost host = await StartAsync(byDefault);

        foreach (string[] tenants in new string[][] { [], ["acme"], ["no-such"] })
        {
            HttpResponseMessage response = await host.GetAsync(path, user: null, tenants);

            await response.ShouldBeProblemAsync(401, TenancyProblemTypes.Unauthenticated);
        }

        _ran.Should().Be(0);
    }

    [Theory]
    [InlineData("/maybe", false)]
    [InlineData("/free", true)]
    [InlineData("/free", false)]
    public async Task Anonymous_runs_for_nobody_where_no_tenant_is_needed(string path, bool byDefault)
    {
        await using WebTestHost host = await StartAsync(byDefault);

        await host.GetAsync(path).ShouldSayAsync(Who.Nobody);
        await host.GetAsync(path, user: null, "acme").ShouldSayAsync(Who.Nobody);
        await host.GetAsync(path, user: null, "no-such").ShouldSayAsync(Who.Nobody);
    }

    /// <summary>AllowAnonymous takes authorization away, not the door.</summary>
    [Fact]
    public async Task AllowAnonymous_does_not_open_the_door()
    {
        await using WebTestHost host = await StartAsync(byDefault: false);

        await host.GetAsync("/anonymous", "alice", "acme").ShouldSayAsync("acme/alice");
        await host.GetAsync("/anonymous", "alice").ShouldBeRefusedAsync();
        await host.GetAsync("/anonymous", "alice", "globex").ShouldBeRefusedAsync();
    }

    /// <summary>Signed in, but with nothing that could be a user id.</summary>
    [Theory]
    [InlineData("none")]
    [InlineData("long")]
    [InlineData("two-lines")]
    public async Task User_without_an_id_is_nobody(string kind)
    {
        await using WebTestHost host = await WebTestHost.StartAsync(
            options =>
            {
                options.ResolveFromHeader();
                options.GetUserId = _ => kind switch { "none" => null, "long" => new string('a', 257), _ => "alice\nroot" };
            },
            Who.MapBoth);
        await using WebTestHost strict = await WebTestHost.StartAsync(
            options =>
            {
                options.RequireTenantByDefault = true;
                options.GetUserId = _ => null;
            },
            app => app.MapWho().RequireAuthorization());

        await host.GetAsync("/maybe", "alice", "acme").ShouldSayAsync(Who.Nobody);
        await host.GetAsync("/who", "alice", "acme").ShouldBeAsync(HttpStatusCode.Forbidden);
        await strict.GetAsync("/who", "alice", "acme").ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task User_id_is_that_of_the_options()
    {
        await using WebTestHost host = await WebTestHost.StartAsync(
            options =>
            {
                options.ResolveFromHeader();
                options.GetUserId = user => user.FindFirst("employee")?.Value;
            },
            Who.MapBoth);

        HttpResponseMessage response = await host.SendAsync("/who", "whoever", request =>
        {
            request.Headers.Add("X-Tenant-Id", "acme");
            request.Headers.Add(HeaderAuthentication.ClaimHeader, "employee=alice");
        });

        await Task.FromResult(response).ShouldSayAsync("acme/alice");
    }

    [Theory]
    [InlineData("/who", false)]
    [InlineData("/maybe", true)]
    [InlineData("/anonymous", false)]
    [InlineData("/permission", false)]
    [InlineData("/no-such-path", true)]
    public async Task Host_without_authentication_answers_itself(string path, bool byDefault)
    {
        await using WebTestHost host = await StartAsync(byDefault, WithoutAuthentication, app =>
        {
            app.UseHivemindTenancy();
            app.UseAuthorization();
        });

        HttpResponseMessage response = await host.GetAsync(path, "alice", "acme");

        await response.ShouldBeProblemAsync(401, TenancyProblemTypes.Unauthenticated);
        _ran.Should().Be(0);
    }

    /// <summary>A proxy, or middleware of the host, said who it is.</summary>
    [Fact]
    public async Task Host_without_authentication_may_sign_in_by_middleware_of_its_own()
    {
        await using WebTestHost host = await StartAsync(byDefault: false, WithoutAuthentication, app =>
        {
            app.Use(next => async http =>
            {
                http.User = new(new System.Security.Claims.ClaimsIdentity([new("sub", http.Request.Headers["X-Proxy-User"].ToString())], "Proxy"));
                await next(http);
            });
            app.UseHivemindTenancy();
            app.UseAuthorization();
        });

        await SendAsync("alice").ShouldSayAsync("acme/alice");
        await SendAsync("gina").ShouldBeRefusedAsync();

        Task<HttpResponseMessage> SendAsync(string user) => host.SendAsync("/who", user: null, request =>
        {
            request.Headers.Add("X-Proxy-User", user);
            request.Headers.Add("X-Tenant-Id", "acme");
        });
    }

    private static void WithoutAuthentication(IServiceCollection services)
    {
        services.RemoveAll<IAuthenticationService>();
        services.RemoveAll<IAuthenticationSchemeProvider>();
        services.RemoveAll<IAuthenticationHandlerProvider>();
    }

    private Task<WebTestHost> StartAsync(
        bool byDefault, Action<IServiceCollection>? services = null, Action<WebApplication>? pipeline = null) => WebTestHost.StartAsync(
        options =>
        {
            options.RequireTenantByDefault = byDefault;
            options.ResolveFromHeader();
        },
        app =>
        {
            app.MapGet("/who", Run).RequireTenant();
            app.MapGet("/maybe", Run);
            app.MapGet("/free", Run).AllowNoTenant();
            app.MapGet("/permission", Run).RequireTenantPermission("things", "read");
            app.MapGet("/anonymous", [AllowAnonymous] () => Run()).RequireTenant();
            app.MapGet("/asserted", Run).RequireAuthorization(policy => policy.RequireAssertion(_ => true));
            app.MapGet("/authorized", Run).RequireAuthorization();
        },
        services,
        pipeline);

    private string Run()
    {
        Interlocked.Increment(ref _ran);
        return Who.Now();
    }
}
