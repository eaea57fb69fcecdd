using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What a tenant's status does not allow.</summary>
public sealed class LifecycleEndpointTests
{
    private const string Path = "/tenants/acme";

    [Fact]
    public async Task Status_that_does_not_allow_it_is_answered()
    {
        FailingProvisioner provisioner = new();
        await using ApiTestHost host = await ApiTestHost.StartAsync(tenancy: t =>
            t.Services.AddSingleton<ITenantProvisioner>(provisioner));
        JsonElement active = await (await host.SendAsync("POST", Path + "/resume", ApiTestHost.Admin)).ShouldBeProblemAsync(409, TenancyProblemTypes.InvalidTransition);
        active.Text("from").Should().Be("active");
        provisioner.Fails = true;

        JsonElement failed = await (await host.SendAsync("DELETE", Path, ApiTestHost.Admin)).ShouldBeProblemAsync(502, TenancyProblemTypes.ProvisioningFailed);
        JsonElement terminating = await (await host.SendAsync("PATCH", Path, ApiTestHost.Admin, """{"description": "x"}""")).ShouldBeProblemAsync(403, TenancyProblemTypes.TenantNotActive);
        provisioner.Fails = false;

        failed.Text("reason").Should().Contain("The disk is full.");
        terminating.Text("tenant_status").Should().Be("terminating");
        await (await host.SendAsync("DELETE", Path, ApiTestHost.Admin)).ShouldBeEmptyAsync();
    }

    [Fact]
    public async Task Deletion_whose_provisioner_fails_for_good_is_finished_with_a_reason()
    {
        FailingProvisioner provisioner = new();
        await using ApiTestHost host = await ApiTestHost.StartAsync(tenancy: t => t.Services.AddSingleton<ITenantProvisioner>(provisioner));
        await (await FinishAsync(host, """{"reason": "early"}""")).ShouldBeProblemAsync(409, TenancyProblemTypes.InvalidTransition);
        provisioner.Fails = true;
        await (await host.SendAsync("DELETE", Path, ApiTestHost.Admin)).ShouldBeProblemAsync(502, TenancyProblemTypes.ProvisioningFailed);
        JsonElement terminating = await host.DoAsync("GET", string.Empty);

        await (await FinishAsync(host, """{"reason": ""}""")).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
        await (await FinishAsync(host, "{}")).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
        await (await FinishAsync(host, """{"reason": "x"}""", "If-Match: \"other\"")).ShouldBeProblemAsync(412, TenancyProblemTypes.VersionConflict);
        await (await FinishAsync(host, """{"reason": "its disks are gone"}""", $"If-Match: {terminating.Text("etag")}")).ShouldBeEmptyAsync();
        await (await FinishAsync(host, """{"reason": "again"}""")).ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);

        JsonElement page = await (await host.GetAsync("/events?kind=tenant_deleted", ApiTestHost.Admin)).ShouldBeAsync(HttpStatusCode.OK);
        JsonElement deleted = page.GetProperty("events").EnumerateArray().Single();
        deleted.GetProperty("details").Text("finished_because").Should().Be("its disks are gone");
        deleted.Text("actor").Should().Be(ApiTestHost.Admin);
        deleted.Text("actor_reason").Should().BeNull();
    }

    private static Task<HttpResponseMessage> FinishAsync(ApiTestHost host, string body, params string[] headers) =>
        host.SendAsync("POST", Path + "/finish-deletion", ApiTestHost.Admin, body, headers);
}
