using System.ComponentModel;
using System.Net;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

public sealed class EventEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_of_every_kind_are_listed_with_what_belongs_to_them()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await DoAsync(host, "PATCH", "/tenants/acme", """{"labels": {"Mixed.Key": "v"}, "resource_quotas": {"cpu_limit": 2}}""");
        await DoAsync(host, "PUT", "/tenants/acme/grace", """{"ceiling": {"cpu": 3}, "until": "2100-01-01T00:00:00Z"}""");
        await DoAsync(host, "DELETE", "/tenants/acme/grace");
        await DoAsync(host, "POST", "/tenants/acme/allocations", """{"amounts": {"cpu": 2}, "source": "e"}""");
        await DoAsync(host, "POST", "/tenants/acme/suspend", """{"reason": "unpaid"}""");
        await DoAsync(host, "POST", "/tenants/acme/resume");
        await DoAsync(host, "PUT", "/plans/gold", """{"labels": {"Tier": "gold"}}""");
        await DoAsync(host, "DELETE", "/plans/gold");
        await DoAsync(host, "PUT", "/roles/dev", """{"permissions": ["a:b"]}""");
        await DoAsync(host, "POST", "/tenants/acme/role-bindings", """{"subject": "user bob", "role_id": "dev", "namespace": "acme-web"}""");
        await DoAsync(host, "DELETE", "/tenants/acme/role-bindings?subject=user%20bob&role_id=dev&namespace=acme-web");
        await DoAsync(host, "DELETE", "/roles/dev");
        await DoAsync(host, "PUT", "/groups/devs/members/bob");
        await DoAsync(host, "DELETE", "/groups/devs/members/bob");
        ReconciliationMark mark = (await host.Web.Quotas.ReadMarksAsync([WebTestHost.Acme], Token)).Single();
        ObservedAllocation stray = new("stray", new ResourceAmounts { Containers = 1 });
        await host.Web.Quotas.ReconcileAsync(new AllocationObservation("e2", mark, [stray]), Token);
        await DoAsync(host, "DELETE", "/tenants/globex");
        using (TenantContext.System("engine", "watches apps").Enter())
        {
            await host.Web.Tenants.ReportAsync(WebTestHost.Acme, "app/web/shop", "OutOfMemory", "A replica was ended.", Token);
            Dictionary<string, ConsumptionBudget> budgets = new() { ["tokens"] = new(10, CalendarUnit.Month) };
            await host.Web.Tenants.UpdateTenantAsync(WebTestHost.Acme, t => t with { Budgets = budgets }, cancellationToken: Token);
            IConsumptionManager consumption = host.Web.Services.GetRequiredService<IConsumptionManager>();
            await consumption.ConsumeAsync(WebTestHost.Acme, new() { ["tokens"] = 10 }, cancellationToken: Token);
            await consumption.CorrectAsync(WebTestHost.Acme, new() { ["tokens"] = -1 }, "credit-1", "counted twice", Token);
        }

        JsonElement page = await (await host.GetAsync("/events?limit=1000", ApiTestHost.Admin)).ShouldBeAsync(HttpStatusCode.OK);

        Dictionary<string, JsonElement> byKind = page.GetProperty("events").EnumerateArray().GroupBy(e => e.Text("kind")).ToDictionary(g => g.Key, g => g.First());
        byKind.Keys.Should().BeEquivalentTo(EventQuery.AllKinds.Select(JsonNamingPolicy.SnakeCaseLower.ConvertName), "a new kind of event is brought about above");
        byKind.Values.Should().OnlyContain(e => e.GetProperty("details").EnumerateObject().Any());
        JsonElement Details(string kind) => byKind[kind].GetProperty("details");
        Details("tenant_created").GetProperty("tenant").Text("id").Should().Be("acme");
        Details("tenant_deleted").GetProperty("finished_because").ValueKind.Should().Be(JsonValueKind.Null);
        Details("tenant_updated").GetProperty("before").GetProperty("labels").GetRawText().Should().Be("{}");
        Details("tenant_updated").GetProperty("after").GetProperty("labels").GetRawText().Should().Be("""{"Mixed.Key":"v"}""");
        Details("grace_granted").GetProperty("grace").GetProperty("ceiling").GetProperty("cpu").GetDecimal().Should().Be(3);
        Details("quota_threshold_crossed").GetRawText().Should().Be("""{"resource":"cpu","percent":95,"total":2,"limit":2}""");
        Details("allocations_reconciled").GetRawText().Should().Be("""{"source":"e2","freed":[],"committed":[],"adopted":["stray"],"raised":[],"differing":[],"conflicting":[],"orphaned":[]}""");
        Details("tenant_status_changed").GetRawText().Should().Be("""{"from":"pending","to":"active","status_reason":null}""");
        Details("plan_published").GetProperty("plan").GetProperty("version").GetInt32().Should().Be(1);
        Details("plan_published").GetProperty("plan").GetProperty("labels").GetRawText().Should().Be("""{"Tier":"gold"}""");
        Details("plan_removed").GetRawText().Should().Be("""{"plan":"gold"}""");
        Details("role_changed").GetRawText().Should().Be("""{"role":{"id":"dev","permissions":["a:b"],"is_built_in":false}}""");
        Details("workload_reported").GetRawText().Should().Be("""{"subject":"app/web/shop","reason":"OutOfMemory","message":"A replica was ended."}""");
        Details("role_removed").GetRawText().Should().Be("""{"role_id":"dev"}""");
        Details("role_unbound").GetRawText().Should().Be("""{"role_binding":{"subject":"user bob","role_id":"dev","role_tenant_id":null,"scope":"acme/acme-web","ends_at":null}}""");
        Details("group_member_added").GetRawText().Should().Be("""{"group_id":"devs","user_id":"bob"}""");
        byKind["group_member_added"].GetProperty("tenant_id").ValueKind.Should().Be(JsonValueKind.Null);
        byKind["tenant_updated"].Text("actor").Should().Be(ApiTestHost.Admin);
        byKind["tenant_updated"].Text("actor_reason").Should().BeNull("a user acts, not the System");
        page.GetProperty("last_sequence").GetInt64().Should().Be(page.GetProperty("events").EnumerateArray().Last().GetProperty("sequence").GetInt64());
    }

    [Fact]
    public void Every_kind_is_named_in_the_document()
    {
        string description = typeof(EventResource).GetProperty(nameof(EventResource.Kind))!.GetCustomAttribute<DescriptionAttribute>()!.Description;

        description.Split([", ", " or "], StringSplitOptions.None).Should().BeEquivalentTo(EventQuery.AllKinds.Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));
    }

    [Fact]
    public async Task Less_that_runs_than_is_committed_is_shown_with_the_change_it_rests_on()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        ResourceReservation reservation = await host.Web.Quotas.ReserveAsync(
            WebTestHost.Acme, new ResourceAmounts { CpuCores = 2 }, new ReservationOptions { AllocationId = "a", Source = "e" }, Token);
        await reservation.CommitAsync(Token);
        ReconciliationMark mark = (await host.Web.Quotas.ReadMarksAsync([WebTestHost.Acme], Token)).Single();
        ObservedAllocation[] seen = [new("a", new ResourceAmounts { CpuCores = 1 }), new("stray", new ResourceAmounts { Containers = 1 })];
        await host.Web.Quotas.ReconcileAsync(new AllocationObservation("e", mark, seen), Token);

        JsonElement page = await (await host.GetAsync("/tenants/acme/events?kind=allocations_reconciled", ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);

        JsonElement differing = page.GetProperty("events")[0].GetProperty("details").GetProperty("differing").EnumerateArray().Single();
        differing.Text("id").Should().Be("a");
        differing.GetProperty("committed").GetProperty("cpu").GetDecimal().Should().Be(2);
        differing.GetProperty("observed").GetProperty("cpu").GetDecimal().Should().Be(1);
        differing.GetProperty("change").GetInt64().Should().Be(mark.Change);
    }

    [Fact]
    public async Task Events_of_a_tenant_are_its_own_and_read_on_from_where_one_stopped()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await DoAsync(host, "PATCH", "/tenants/acme", """{"description": "x"}""");

        JsonElement first = await (await host.GetAsync("/tenants/acme/events?limit=2", ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);
        long after = first.GetProperty("last_sequence").GetInt64();
        JsonElement rest = await (await host.GetAsync($"/tenants/acme/events?after={after}", ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);
        long end = rest.GetProperty("last_sequence").GetInt64();
        JsonElement none = await (await host.GetAsync($"/tenants/acme/events?after={end}", ApiTestHost.Viewer)).ShouldBeAsync(HttpStatusCode.OK);
        JsonElement globex = await (await host.GetAsync("/events?tenant_id=globex", ApiTestHost.Admin)).ShouldBeAsync(HttpStatusCode.OK);

        first.GetProperty("events").Texts("kind").Should().Equal("tenant_created", "tenant_status_changed");
        rest.GetProperty("events").Texts("tenant_id").Should().OnlyContain(t => t == "acme");
        rest.GetProperty("events").Texts("kind").Should().EndWith("tenant_updated");
        none.GetProperty("events").GetArrayLength().Should().Be(0);
        none.GetProperty("last_sequence").GetInt64().Should().Be(end);
        globex.GetProperty("events").Texts("tenant_id").Should().OnlyContain(t => t == "globex");
    }

    [Fact]
    public async Task Events_of_a_former_tenant_of_the_id_are_not_listed()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await DoAsync(host, "DELETE", "/tenants/acme");
        await host.Web.CreateAsync(WebTestHost.Acme, "zoe");

        JsonElement page = await (await host.GetAsync("/tenants/acme/events", "zoe")).ShouldBeAsync(HttpStatusCode.OK);

        page.GetProperty("events")[0].GetProperty("details").GetProperty("tenant").Text("owner_id").Should().Be("zoe");
    }

    /// <summary>Between every look at the tenant, at the caller's rights and at the log: what is shown is about the tenant that was looked at.</summary>
    [Theory]
    [InlineData("/tenants/acme/events")]
    [InlineData("/tenants/acme/events?newest_first=true")]
    public async Task Events_are_of_the_tenant_that_was_looked_at_when_another_is_made_under_its_id(string path)
    {
        bool wasMade = true;
        for (int step = 1; wasMade; step++)
        {
            await using ApiTestHost host = await ApiTestHost.StartAsync(tenancy: Intercept.Store);
            BeforeCall<ITenantStore> store = Intercept.Store(host);
            int left = step;
            wasMade = false;
            bool wasSeen = false;
            store.Before = verb =>
            {
                if (--left == 0)
                {
                    store.Before = null;
                    wasMade = true;
                    MakeAgain(host);
                }
                else
                {
                    wasSeen = true;
                }
            };

            HttpResponseMessage response = await host.GetAsync(path, ApiTestHost.Admin);

            store.Before = null;
            if (response.StatusCode == HttpStatusCode.OK)
            {
                JsonElement page = await response.ShouldBeAsync(HttpStatusCode.OK);
                string shown = wasMade && !wasSeen ? await UidAsync(host) : page.GetProperty("events")[0].Text("tenant_uid");
                page.GetProperty("events").Texts("tenant_uid").Should().OnlyContain(uid => uid == shown, "at step {0}", step);
                page.GetRawText().Contains("zoe", StringComparison.Ordinal).Should().Be(wasMade && !wasSeen, "at step {0}", step);
            }
            else
            {
                wasMade.Should().BeTrue("the answer was {0}", response.StatusCode);
                response.StatusCode.Should().BeOneOf([HttpStatusCode.NotFound, HttpStatusCode.Forbidden], "at step {0}", step);
            }
        }
    }

    private static async Task<string> UidAsync(ApiTestHost host) => (await host.Web.Tenants.GetTenantAsync(WebTestHost.Acme, Token)).Uid.ToString();

    private static void MakeAgain(ApiTestHost host)
    {
        using (TenantContext.System("test", "another host").Enter())
        {
            host.Web.Tenants.DeleteTenantAsync(WebTestHost.Acme, cancellationToken: Token).AsTask().GetAwaiter().GetResult();
            host.Web.CreateAsync(WebTestHost.Acme, "zoe").AsTask().GetAwaiter().GetResult();
        }
    }

    private static async Task DoAsync(ApiTestHost host, string method, string path, string? body = null)
    {
        HttpResponseMessage response = await host.SendAsync(method, path, ApiTestHost.Admin, body);
        response.IsSuccessStatusCode.Should().BeTrue("{0} {1} answered {2}", method, path, response.StatusCode);
    }
}
