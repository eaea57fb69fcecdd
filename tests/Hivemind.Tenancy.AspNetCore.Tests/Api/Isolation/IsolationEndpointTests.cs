using System.Text.Json;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary><c>/tenants/{tenant_id}/isolation</c>.</summary>
public sealed class IsolationEndpointTests
{
    [Fact]
    public async Task Isolation_says_what_must_follow_and_may_be_sent_back_as_it_was_read()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        JsonElement hard = await host.DoAsync("PUT", "/isolation", """{"isolation_level": "hard"}""");
        JsonElement read = await host.DoAsync("GET", "/isolation");
        JsonElement again = await host.DoAsync("PUT", "/isolation", read.GetRawText());
        JsonElement custom = await host.DoAsync("PUT", "/isolation", """
            {"isolation_level": "custom", "isolation_settings": {"network": "own", "storage": "shared", "compute": "own", "resource_guarantees": true}}
            """);

        hard.GetProperty("changes").Texts("aspect").Should().Equal("network", "storage", "compute", "resource_guarantees");
        hard.GetProperty("changes")[0].GetProperty("is_tightened").GetBoolean().Should().BeTrue();
        hard.GetProperty("changes")[0].Text("action").Should().NotBeEmpty();
        read.Text("isolation_level").Should().Be("hard");
        again.GetProperty("changes").GetArrayLength().Should().Be(0);
        custom.GetProperty("changes").Texts("aspect").Should().Equal("storage");
        custom.GetProperty("changes")[0].GetProperty("is_tightened").GetBoolean().Should().BeFalse();
        custom.GetProperty("isolation_settings").Text("storage").Should().Be("shared");
    }
}
