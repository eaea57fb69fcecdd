using Hivemind.Tenancy.AspNetCore.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.ApiClient.Tests;

/// <summary>The Tenant API on a real Kestrel, and generated clients that speak to it for one user each.</summary>
internal sealed class ClientHost : IAsyncDisposable
{
    private readonly ApiTestHost _host;
    private readonly List<HttpClient> _clients = [];

    private ClientHost(ApiTestHost host) => _host = host;

    public DocumentedCalls Calls { get; } = new();

    public static async Task<ClientHost> StartAsync() => new(await ApiTestHost.StartAsync(tenancy: t => t.AddWorkloads().AddTestBilling().AddProvisioner<StuckTenants>()));

    public ITenantApiClient For(string user)
    {
        HttpClient client = new(Calls, disposeHandler: false) { BaseAddress = _host.Web.Address };
        client.DefaultRequestHeaders.Add(HeaderAuthentication.UserHeader, user);
        _clients.Add(client);
        return new TenantApiClient(client) { ReadResponseAsString = true }; // so that a failure shows the answer
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(c => c.Dispose());
        Calls.Dispose();
        await _host.DisposeAsync();
    }
}
