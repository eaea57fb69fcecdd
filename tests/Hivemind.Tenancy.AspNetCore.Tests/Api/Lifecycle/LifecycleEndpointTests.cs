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
}
