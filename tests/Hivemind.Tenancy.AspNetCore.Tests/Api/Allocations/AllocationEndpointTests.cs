using System.Net;
using System.Text.Json;

namespace Hivemind.Tenancy.AspNetCore.Tests;

public sealed class AllocationEndpointTests
{
    private const string Path = "/tenants/acme/allocations";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Allocation_is_reserved_renewed_committed_resized_and_released()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        HttpResponseMessage created = await host.SendAsync("POST", Path, ApiTestHost.Owner, """
            {"id": "job 1/a", "amounts": {"cpu": 0.5, "memory": 1024, "containers": 1, "other": {"gpu": 1}}, "source": "engine-1", "lease_seconds": 60}
            """);
        JsonElement held = await created.ShouldBeAsync(HttpStatusCode.Created);
        string one = created.Headers.Location!.OriginalString[ApiTestHost.Prefix.Length..];
        one.Should().Be("/tenants/acme/allocations/job%201%2Fa");
        held.Text("state").Should().Be("held");
        held.Text("source").Should().Be("engine-1");
        held.GetProperty("amounts").GetProperty("cpu").GetDecimal().Should().Be(0.5m);

        JsonElement renewed = await (await host.SendAsync("POST", one + "/renew", ApiTestHost.Owner, """{"lease_seconds": 3600}""")).ShouldBeAsync(HttpStatusCode.OK);
        renewed.GetProperty("expires_at").GetDateTimeOffset().Should().BeAfter(held.GetProperty("expires_at").GetDateTimeOffset());
        await (await host.SendAsync("POST", one + "/commit", ApiTestHost.Owner)).ShouldBeEmptyAsync();
        await (await host.SendAsync("POST", one + "/commit", ApiTestHost.Owner)).ShouldBeEmptyAsync();
        JsonElement committed = await (await host.SendAsync("POST", one + "/renew", ApiTestHost.Owner, "{}")).ShouldBeAsync(HttpStatusCode.OK);
        committed.GetProperty("expires_at").ValueKind.Should().Be(JsonValueKind.Null);
        await (await host.SendAsync("PUT", one, ApiTestHost.Owner, """{"amounts": {"cpu": 2}}""")).ShouldBeEmptyAsync();
        JsonElement listed = (await (await host.GetAsync(Path + "?source=engine-1", ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK)).GetProperty("allocations")[0];
        listed.Text("id").Should().Be("job 1/a");
        listed.Text("state").Should().Be("committed");
        listed.GetProperty("amounts").GetProperty("cpu").GetDecimal().Should().Be(2);
        listed.GetProperty("admission").GetInt64().Should().Be(held.GetProperty("admission").GetInt64());
        listed.GetProperty("change").GetInt64().Should().BeGreaterThan(held.GetProperty("admission").GetInt64(), "it was committed and resized since");
        listed.GetProperty("created_at").GetDateTimeOffset().Should().BeAfter(DateTimeOffset.UnixEpoch);

        await (await host.SendAsync("DELETE", one, ApiTestHost.Owner)).ShouldBeEmptyAsync();
        await (await host.SendAsync("DELETE", one, ApiTestHost.Owner)).ShouldBeEmptyAsync();
        await (await host.SendAsync("POST", one + "/commit", ApiTestHost.Owner)).ShouldBeProblemAsync(409, TenancyProblemTypes.ReservationExpired);
    }

    [Fact]
    public async Task Reservation_outlives_its_request_and_is_the_same_under_the_same_id()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        const string body = """{"id": "a", "amounts": {"cpu": 1}}""";
        JsonElement first = await (await host.SendAsync("POST", Path, ApiTestHost.Owner, body)).ShouldBeAsync(HttpStatusCode.Created);

        JsonElement joined = await (await host.SendAsync("POST", Path, ApiTestHost.Owner, body)).ShouldBeAsync(HttpStatusCode.Created);
        JsonElement conflict = await (await host.SendAsync("POST", Path, ApiTestHost.Owner, """{"id": "a", "amounts": {"cpu": 2}}"""))
            .ShouldBeProblemAsync(409, TenancyProblemTypes.AllocationConflict);

        joined.GetProperty("admission").GetInt64().Should().BeGreaterThan(first.GetProperty("admission").GetInt64(), "the newest handle wins");
        conflict.GetProperty("existing").GetProperty("cpu").GetDecimal().Should().Be(1);
        conflict.GetProperty("requested").GetProperty("cpu").GetDecimal().Should().Be(2);
        (await host.Web.Quotas.GetUsageAsync(WebTestHost.Acme, Token)).Held.Should().Be(1);
    }

    [Fact]
    public async Task Reservation_and_growth_beyond_the_quota_say_what_does_not_fit()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await host.Web.Tenants.UpdateResourceQuotasAsync(WebTestHost.Acme, new ResourceQuotas { CpuCores = 2 }, Token);
        await (await host.SendAsync("POST", Path, ApiTestHost.Owner, """{"id": "a", "amounts": {"cpu": 1.5}}""")).ShouldBeAsync(HttpStatusCode.Created);

        JsonElement refused = await (await host.SendAsync("POST", Path, ApiTestHost.Owner, """{"amounts": {"cpu": 1, "memory": 5}}"""))
            .ShouldBeProblemAsync(409, TenancyProblemTypes.QuotaExceeded);
        await (await host.SendAsync("PUT", Path + "/a", ApiTestHost.Owner, """{"amounts": {"cpu": 3}}""")).ShouldBeProblemAsync(409, TenancyProblemTypes.QuotaExceeded);

        JsonElement shortage = refused.GetProperty("shortages").EnumerateArray().Single();
        shortage.Text("resource").Should().Be("cpu");
        shortage.GetProperty("requested").GetDecimal().Should().Be(1);
        shortage.GetProperty("reserved").GetDecimal().Should().Be(1.5m);
        shortage.GetProperty("limit").GetDecimal().Should().Be(2);
        shortage.TryGetProperty("next_lease_ends_at", out _).Should().BeFalse();
        refused.GetProperty("next_lease_ends_at").GetDateTimeOffset().Should().BeAfter(DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public async Task Release_by_admission_frees_no_later_one_of_the_id()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        long former = await ReserveAsync(host);
        await (await host.SendAsync("DELETE", Path + "/a", ApiTestHost.Owner)).ShouldBeEmptyAsync();
        long current = await ReserveAsync(host);

        await (await host.SendAsync("DELETE", $"{Path}/a?admission={former}", ApiTestHost.Owner)).ShouldBeEmptyAsync();
        JsonElement kept = await (await host.GetAsync(Path, ApiTestHost.Owner)).ShouldBeAsync(HttpStatusCode.OK);
        await (await host.SendAsync("DELETE", $"{Path}/a?admission={current}", ApiTestHost.Owner)).ShouldBeEmptyAsync();
        JsonElement freed = await (await host.GetAsync(Path, ApiTestHost.Owner)).ShouldBeAsync(HttpStatusCode.OK);

        kept.GetProperty("allocations").EnumerateArray().Single().GetProperty("admission").GetInt64().Should().Be(current).And.NotBe(former);
        freed.GetProperty("allocations").GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("POST", "", """{"id": "app/web/shop", "amounts": {"cpu": 1}}""")]
    [InlineData("POST", "/app%2Fweb%2Fshop/commit", null)]
    [InlineData("POST", "/app%2Fweb%2Fshop/renew", "{}")]
    [InlineData("PUT", "/app%2Fweb%2Fshop", """{"amounts": {"cpu": 2}}""")]
    [InlineData("DELETE", "/app%2Fweb%2Fshop", null)]
    public async Task Allocation_that_is_claimed_is_nobodys_to_change(string method, string path, string? body)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync(
            tenancy: t => Microsoft.Extensions.DependencyInjection.HivemindTenancyBuilderExtensions.ClaimAllocations(t, "app/"));
        using (TenantContext.System("engine", "runs apps").Enter())
        {
            ResourceReservation held = await host.Web.Quotas.ReserveAsync(
                WebTestHost.Acme, new ResourceAmounts { CpuCores = 1 }, new ReservationOptions { AllocationId = "app/web/shop" }, Token);
            await held.CommitAsync(Token);
        }

        foreach (string user in new[] { ApiTestHost.Owner, ApiTestHost.Admin })
        {
            await (await host.SendAsync(method, Path + path, user, body)).ShouldBeProblemAsync(403, TenancyProblemTypes.SystemOnly);
        }

        await (await host.SendAsync(method, Path + path, ApiTestHost.Viewer, body)).ShouldBeProblemAsync(403, TenancyProblemTypes.PermissionDenied);
        JsonElement listed = await (await host.GetAsync(Path, ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);
        listed.GetProperty("allocations").EnumerateArray().Single().GetProperty("amounts").GetProperty("cpu").GetDecimal().Should().Be(1);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("9223372036854775808")]
    public async Task Release_by_what_is_no_admission_frees_nothing(string admission)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await ReserveAsync(host);

        await (await host.SendAsync("DELETE", $"{Path}/a?admission={admission}", ApiTestHost.Owner)).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);

        (await host.Web.Quotas.GetUsageAsync(WebTestHost.Acme, Token)).Held.Should().Be(1);
    }

    [Theory]
    [InlineData("POST", "", """{"id": "b", "amounts": {}}""")]
    [InlineData("PUT", "/a", """{"amounts": {"cpu": 0}}""")]
    public async Task Amounts_of_nothing_are_refused(string method, string path, string body)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await ReserveAsync(host);

        await (await host.SendAsync(method, Path + path, ApiTestHost.Owner, body)).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
    }

    [Fact]
    public async Task List_comes_in_pages()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        foreach (string id in new[] { "b", "a", "ü", "c" })
        {
            await host.Web.Quotas.ReserveAsync(WebTestHost.Acme, new ResourceAmounts { Containers = 1 }, new ReservationOptions { AllocationId = id }, Token);
        }

        JsonElement first = await (await host.GetAsync(Path + "?limit=2", ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);
        JsonElement second = await (await host.GetAsync($"{Path}?limit=2&cursor={first.Text("next_cursor")}", ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);

        first.GetProperty("allocations").Texts("id").Should().Equal("a", "b");
        second.GetProperty("allocations").Texts("id").Should().Equal("c", "ü");
        second.GetProperty("next_cursor").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task Reservation_in_a_tenant_made_again_in_between_is_not_made()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync(tenancy: Intercept.Store);
        BeforeCall<ITenantStore> store = Intercept.Store(host);
        store.Before = method =>
        {
            if (method == nameof(ITenantStore.AdmitAsync))
            {
                store.Before = null;
                using (TenantContext.System("test", "another host").Enter())
                {
                    host.Web.Tenants.DeleteTenantAsync(WebTestHost.Acme, cancellationToken: Token).AsTask().GetAwaiter().GetResult();
                    host.Web.CreateAsync(WebTestHost.Acme, "alice").AsTask().GetAwaiter().GetResult();
                }
            }
        };

        HttpResponseMessage response = await host.SendAsync("POST", Path, ApiTestHost.Owner, """{"amounts": {"cpu": 1}}""");

        await response.ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
        (await host.Web.Quotas.GetUsageAsync(WebTestHost.Acme, Token)).Held.Should().Be(0);
    }

    private static async Task<long> ReserveAsync(ApiTestHost host)
    {
        HttpResponseMessage response = await host.SendAsync("POST", Path, ApiTestHost.Owner, """{"id": "a", "amounts": {"cpu": 1}}""");
        return (await response.ShouldBeAsync(HttpStatusCode.Created)).GetProperty("admission").GetInt64();
    }
}
