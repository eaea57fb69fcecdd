using System.Net;
using System.Text.Json;
using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>The Tenant API with apps, on the engine in memory.</summary>
internal static class AppApi
{
    public const string Apps = "/tenants/acme/apps";
    public const string Volumes = "/tenants/acme/volumes";
    public const string Shop = "/tenants/acme/namespaces/acme-web/apps/shop";
    public const string Spec = """{"image": "nginx:1.27"}""";

    public static Task<ApiTestHost> StartAsync(Action<HivemindTenancyBuilder>? tenancy = null, Action<IServiceCollection>? services = null) => ApiTestHost.StartAsync(
        services: services,
        tenancy: builder =>
        {
            builder.AddWorkloads().AddTestBilling();
            tenancy?.Invoke(builder);
        });

    public static InMemoryWorkloadEngine Engine(this ApiTestHost host) => host.Services.GetRequiredService<InMemoryWorkloadEngine>();

    public static string Body(string spec = Spec, string name = "shop", string namespaceName = "acme-web") =>
        $$"""{"namespace": "{{namespaceName}}", "name": "{{name}}", "spec": {{spec}}}""";

    public static async Task<JsonElement> DeployAsync(this ApiTestHost host, string spec = Spec, string name = "shop", string namespaceName = "acme-web") =>
        await (await host.SendAsync("POST", Apps, ApiTestHost.Owner, Body(spec, name, namespaceName))).ShouldBeAsync(HttpStatusCode.Created);

    public static async Task<JsonElement> GetShopAsync(this ApiTestHost host) =>
        await (await host.GetAsync(Shop, ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);

    public static async Task<AppKey> ShopKeyAsync(this ApiTestHost host) =>
        new(await host.Web.Tenants.GetTenantAsync(WebTestHost.Acme, TestContext.Current.CancellationToken), "acme-web", "shop");

    public static Task AddNamespaceAsync(this ApiTestHost host, string name) => host.Web.Tenants.UpdateTenantAsync(
        WebTestHost.Acme, t => t with { Namespaces = [.. t.Namespaces, name] }, cancellationToken: TestContext.Current.CancellationToken).AsTask();

    public static async Task<long> ContainersHeldAsync(this ApiTestHost host)
    {
        TenantUsage usage = await host.Web.Quotas.GetUsageAsync(WebTestHost.Acme, TestContext.Current.CancellationToken);
        return (long)usage.Resources.Single(r => r.Resource == ResourceNames.Containers).Total;
    }
}
