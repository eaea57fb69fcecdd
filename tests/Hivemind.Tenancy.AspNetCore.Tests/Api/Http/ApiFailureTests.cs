using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A failing store or provider never looks like "not found" or "denied".</summary>
public sealed class ApiFailureTests
{
    public static TheoryData<string, string, string?, string> Routes => ApiAuthorizationTests.Routes;

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Store_or_provider_that_fails_is_what_is_answered(string method, string path, string? body, string _)
    {
        await using ApiTestHost host = await AppApi.StartAsync(t =>
        {
            Intercept.Rbac(t);
            Intercept.Store(t);
        });

        foreach (bool transient in new[] { true, false })
        {
            void Fail(string operation) => throw new TenancyStoreException($"secret words about {operation}", transient);
            Intercept.Store(host).Before = Fail;
            Intercept.Rbac(host).Before = Fail;
            HttpResponseMessage response = await host.SendAsync(method, path, ApiTestHost.Admin, body);
            await ShouldBeStoreProblemAsync(response, transient);
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Provider_that_fails_is_no_refusal(string method, string path, string? body, string _)
    {
        await using ApiTestHost host = await AppApi.StartAsync(Intercept.Rbac);
        Intercept.Rbac(host).Before = _ => throw new TenancyStoreException("secret words", isTransient: true);

        HttpResponseMessage response = await host.SendAsync(method, path, ApiTestHost.Admin, body);

        await ShouldBeStoreProblemAsync(response, transient: true);
    }

    [Theory]
    [InlineData("POST", "/tenants", """{"name": "New"}""", nameof(ITenantStore.AddAsync))]
    [InlineData("PATCH", "/tenants/acme", """{"description": "x"}""", nameof(ITenantStore.UpdateAsync))]
    [InlineData("GET", "/tenants", null, nameof(ITenantStore.ListAsync))]
    [InlineData("GET", "/tenants/acme/usage", null, nameof(ITenantStore.GetUsageAsync))]
    [InlineData("GET", "/tenants/acme/events", null, nameof(ITenantStore.ReadEventsAsync))]
    [InlineData("GET", "/tenants/acme/allocations", null, nameof(ITenantStore.ListAllocationsAsync))]
    [InlineData("POST", "/tenants/acme/allocations", """{"amounts": {"cpu": 1}}""", nameof(ITenantStore.AdmitAsync))]
    [InlineData("POST", "/tenants/acme/allocations/x/commit", null, nameof(ITenantStore.CommitAsync))]
    [InlineData("DELETE", "/tenants/acme/allocations/x", null, nameof(ITenantStore.ReleaseAsync))]
    [InlineData("DELETE", "/tenants/acme", null, nameof(ITenantStore.RemoveAsync))]
    public async Task Store_that_fails_later_is_what_is_answered(string method, string path, string? body, string verb)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync(tenancy: Intercept.Store);
        Intercept.Store(host).Before = called =>
        {
            if (called == verb)
            {
                throw new TenancyStoreException("secret words", isTransient: true);
            }
        };

        HttpResponseMessage response = await host.SendAsync(method, path, ApiTestHost.Admin, body);

        await ShouldBeStoreProblemAsync(response, transient: true);
    }

    [Fact]
    public async Task Failure_is_logged_and_what_the_caller_did_is_not_a_warning()
    {
        RecordingLogger logger = new();
        await using ApiTestHost host = await ApiTestHost.StartAsync(tenancy: Intercept.Store, services: s => s.AddSingleton<ILoggerProvider>(logger));
        await host.GetAsync("/tenants/unknown", ApiTestHost.Owner);
        logger.Warnings.Should().BeEmpty();
        Intercept.Store(host).Before = _ => throw new TenancyStoreException("the disk is gone", isTransient: false);

        await host.GetAsync("/tenants/acme", ApiTestHost.Owner);

        logger.Warnings.Should().ContainSingle().Which.Should().BeOfType<TenancyStoreException>();
    }

    [Fact]
    public async Task Api_works_without_tenancy_in_the_pipeline()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync(pipeline: app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
        });

        await (await host.GetAsync("/tenants/acme", ApiTestHost.Owner)).ShouldBeAsync(System.Net.HttpStatusCode.OK);
        await (await host.GetAsync("/tenants/acme", ApiTestHost.Stranger)).ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
    }

    [Fact]
    public async Task Api_does_not_care_which_tenant_the_request_is_for()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync(options: o =>
        {
            o.ResolveFromHeader();
            o.RequireTenantByDefault = true;
        });

        await (await host.Web.GetAsync(ApiTestHost.Prefix + "/tenants/acme", ApiTestHost.Owner)).ShouldBeAsync(System.Net.HttpStatusCode.OK);
        await (await host.Web.GetAsync(ApiTestHost.Prefix + "/tenants/acme", ApiTestHost.Owner, "globex")).ShouldBeAsync(System.Net.HttpStatusCode.OK);
        await (await host.Web.GetAsync(ApiTestHost.Prefix + "/tenants/acme", ApiTestHost.Admin, "globex")).ShouldBeAsync(System.Net.HttpStatusCode.OK);
    }

    private static async Task ShouldBeStoreProblemAsync(HttpResponseMessage response, bool transient)
    {
        JsonElement problem = transient
            ? await response.ShouldBeProblemAsync(503, TenancyProblemTypes.StoreUnavailable)
            : await response.ShouldBeProblemAsync(500, TenancyProblemTypes.StoreFailed);
        problem.GetRawText().Should().NotContain("secret");
        (response.Headers.RetryAfter is not null).Should().Be(transient);
    }
}
