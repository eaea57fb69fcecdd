using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A host that forgets a part of the pipeline never runs the endpoint.</summary>
public sealed class MissingMiddlewareTests
{
    private int _ran;

    [Theory]
    [InlineData("/tenant", "acme")]
    [InlineData("/permission", "acme")]
    [InlineData("/policy", "acme")]
    [InlineData("/tenant", "no-such")]
    public async Task Pipeline_without_tenancy_fails_and_says_what_to_call(string path, string tenant)
    {
        FakeLogCollector logs = new();
        await using WebTestHost host = await WebTestHost.StartAsync(
            map: Map,
            services: services => services.AddSingleton<ILoggerProvider>(new FakeLoggerProvider(logs)),
            pipeline: app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
            });

        await host.GetAsync(path, "alice", tenant).ShouldBeAsync(HttpStatusCode.InternalServerError);

        _ran.Should().Be(0);
        logs.GetSnapshot().Should().Contain(r => r.Exception is InvalidOperationException && r.Exception.Message.Contains("UseHivemindTenancy"));
    }

    [Theory]
    [InlineData("/tenant")]
    [InlineData("/permission")]
    [InlineData("/policy")]
    public async Task Pipeline_with_tenancy_after_authorization_never_runs_the_endpoint(string path)
    {
        await using WebTestHost host = await WebTestHost.StartAsync(map: Map, pipeline: app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
            app.UseHivemindTenancy();
        });

        await host.GetAsync(path, "alice", "acme").ShouldBeAsync(HttpStatusCode.InternalServerError);

        _ran.Should().Be(0);
    }

    /// <summary>Tenancy before routing knows of no endpoint, and authorization has no context to let pass.</summary>
    [Theory]
    [InlineData("/tenant")]
    [InlineData("/permission")]
    [InlineData("/policy")]
    public async Task Pipeline_with_tenancy_before_authentication_and_routing_never_runs_the_endpoint(string path)
    {
        await using WebTestHost host = await WebTestHost.StartAsync(map: Map, pipeline: app =>
        {
            app.UseHivemindTenancy();
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
        });

        HttpResponseMessage response = await host.GetAsync(path, "alice", "acme");

        ((int)response.StatusCode).Should().BeGreaterThanOrEqualTo(400);
        _ran.Should().Be(0);
    }

    /// <summary>A host that builds its pipeline by hand gets no authorization that <see cref="WebApplication"/> adds on its own.</summary>
    [Theory]
    [InlineData("/tenant", "alice")]
    [InlineData("/permission", "alice")]
    [InlineData("/policy", "alice")]
    [InlineData("/tenant", null)]
    [InlineData("/permission", null)]
    [InlineData("/policy", null)]
    public async Task Pipeline_without_authorization_never_runs_the_endpoint(string path, string? user)
    {
        await using WebTestHost host = await WebTestHost.StartAsync(map: Map, pipeline: app =>
        {
            ((IApplicationBuilder)app).Properties["__AuthorizationMiddlewareSet"] = true;
            app.UseAuthentication();
            app.UseHivemindTenancy();
        });

        HttpResponseMessage response = await host.GetAsync(path, user, "acme");

        ((int)response.StatusCode).Should().BeGreaterThanOrEqualTo(400);
        _ran.Should().Be(0);
    }

    [Fact]
    public async Task Pipeline_without_tenancy_does_not_start_where_everything_needs_a_tenant()
    {
        Func<Task> start = async () => await (await WebTestHost.StartAsync(
            options => options.RequireTenantByDefault = true, app => app.MapGet("/", Run), pipeline: app => app.UseAuthentication())).DisposeAsync();

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*UseHivemindTenancy*");
    }

    [Fact]
    public void Pipeline_without_services_cannot_be_built()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddHivemindTenancy();
        WebApplication app = builder.Build();

        Action use = () => app.UseHivemindTenancy();

        use.Should().Throw<InvalidOperationException>().WithMessage("*AddAspNetCore*");
    }

    private void Map(WebApplication app)
    {
        app.MapGet("/tenant", Run).RequireTenant();
        app.MapGet("/permission", Run).RequireTenantPermission("things", "read");
        app.MapGet("/policy", Run).RequireAuthorization(policy => policy.RequireTenantPermission("things", "read"));
    }

    private string Run()
    {
        Interlocked.Increment(ref _ran);
        return Who.Now();
    }
}
