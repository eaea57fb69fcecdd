using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests.Readme;

// src/Hivemind.Tenancy.AspNetCore/README.md
internal sealed class ConsoleHub : Hub
{
    public override Task OnConnectedAsync() =>
        Groups.AddToGroupAsync(Context.ConnectionId, TenantHubGroup.Of(TenantContext.Required, "console"));
}

// END

/// <summary>What this package's page says about hubs, compiled and run.</summary>
public sealed class TenantHubSnippets
{
    [Fact]
    public async Task Groups()
    {
        await using WebTestHost host = await HubTestHost.StartAsync(map: app => app.MapHub<ConsoleHub>("/console").RequireTenant());
        await using HubConnection alice = host.BuildConnection("alice", path: "/console");
        TaskCompletionSource<string> received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        alice.On<string>("line", line => received.TrySetResult(line));
        await alice.StartAsync(TestContext.Current.CancellationToken);

        await PushAsync(host.Tenants, host.Services.GetRequiredService<IHubContext<ConsoleHub>>(), WebTestHost.Acme, "ready");

        (await received.Task.WaitAsync(HangLimit.Duration, TestContext.Current.CancellationToken)).Should().Be("ready");
    }

    private static async Task PushAsync(ITenantManager tenants, IHubContext<ConsoleHub> console, TenantId acme, string line)
    {
        // src/Hivemind.Tenancy.AspNetCore/README.md
        Tenant tenant = await tenants.GetTenantAsync(acme);
        await console.Clients.Group(TenantHubGroup.Of(tenant, "console")).SendAsync("line", line);
        // END
    }
}
