using System.Net;
using System.Text.Json;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Volumes that outlive apps, over HTTP.</summary>
public sealed class VolumeEndpointTests
{
    private const string Data = """{"namespace": "acme-web", "name": "data", "size": 1024}""";
    private const string OneVolume = "/tenants/acme/namespaces/acme-web/volumes/data";
    private const string Mounting = """{"image": "db", "volumes": [{"volume": "data", "path": "/data", "kind": "existing"}]}""";

    [Fact]
    public async Task Volume_is_created_mounted_and_removed_once_nothing_mounts_it()
    {
        await using ApiTestHost host = await AppApi.StartAsync();

        HttpResponseMessage created = await host.SendAsync("POST", AppApi.Volumes, ApiTestHost.Owner, Data);
        JsonElement volume = await created.ShouldBeAsync(HttpStatusCode.Created);
        created.Headers.Location!.OriginalString.Should().Be(ApiTestHost.Prefix + OneVolume);
        volume.Text("name").Should().Be("data");
        volume.GetProperty("size").GetInt64().Should().Be(1024);
        (await (await host.SendAsync("POST", AppApi.Volumes, ApiTestHost.Owner, Data)).ShouldBeAsync(HttpStatusCode.Created)).GetRawText().Should().Be(volume.GetRawText());
        await host.DeployAsync(Mounting);

        JsonElement listed = await (await host.GetAsync(AppApi.Volumes, ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);
        JsonElement inUse = await (await host.SendAsync("DELETE", OneVolume, ApiTestHost.Owner)).ShouldBeProblemAsync(409, TenancyProblemTypes.VolumeConflict);
        await (await host.SendAsync("DELETE", AppApi.Shop, ApiTestHost.Owner)).ShouldBeEmptyAsync();
        await (await host.SendAsync("DELETE", OneVolume, ApiTestHost.Owner)).ShouldBeEmptyAsync();
        await (await host.SendAsync("DELETE", OneVolume, ApiTestHost.Owner)).ShouldBeEmptyAsync();
        JsonElement none = await (await host.GetAsync(AppApi.Volumes, ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);

        listed.GetProperty("volumes").Texts("name").Should().Equal("data");
        inUse.Text("volume").Should().Be("data");
        inUse.Text("namespace").Should().Be("acme-web");
        none.GetProperty("volumes").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Volume_that_cannot_be_is_refused_as_what_it_is()
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        await (await host.SendAsync("POST", AppApi.Volumes, ApiTestHost.Owner, Data)).ShouldBeAsync(HttpStatusCode.Created);
        await host.Web.Tenants.UpdateResourceQuotasAsync(WebTestHost.Acme, new ResourceQuotas { StorageBytes = 2000 }, TestContext.Current.CancellationToken);

        JsonElement other = await (await host.SendAsync("POST", AppApi.Volumes, ApiTestHost.Owner, Data.Replace("1024", "1025", StringComparison.Ordinal)))
            .ShouldBeProblemAsync(409, TenancyProblemTypes.VolumeConflict);
        JsonElement large = await (await host.SendAsync("POST", AppApi.Volumes, ApiTestHost.Owner, Data.Replace("data", "more", StringComparison.Ordinal)))
            .ShouldBeProblemAsync(409, TenancyProblemTypes.QuotaExceeded);
        JsonElement missing = await (await host.SendAsync("POST", AppApi.Apps, ApiTestHost.Owner, AppApi.Body(Mounting.Replace("\"data\"", "\"gone\"", StringComparison.Ordinal))))
            .ShouldBeProblemAsync(422, TenancyProblemTypes.DeploymentFailed);

        other.Text("detail").Should().Contain("1024");
        large.GetProperty("shortages").Texts("resource").Should().Equal("storage");
        missing.Text("reason").Should().Contain("gone");
    }

    [Theory]
    [InlineData("""{"namespace": "acme-web", "name": "data", "size": 0}""")]
    [InlineData("""{"namespace": "acme-web", "name": "data", "size": -1}""")]
    [InlineData("""{"namespace": "acme-web", "name": "data", "size": 1.5}""")]
    [InlineData("""{"namespace": "acme-web", "name": "..", "size": 1}""")]
    [InlineData("""{"namespace": "globex-web", "name": "data", "size": 1}""")]
    [InlineData("""{"namespace": "acme-web", "name": null, "size": 1}""")]
    [InlineData("""{"name": "data", "size": 1}""")]
    public async Task Volume_that_is_malformed_is_refused(string body)
    {
        await using ApiTestHost host = await AppApi.StartAsync();

        await (await host.SendAsync("POST", AppApi.Volumes, ApiTestHost.Owner, body)).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
    }
}
