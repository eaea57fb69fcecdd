namespace Hivemind.Tenancy.Dashboard.Tests.Usage;

public sealed class AllocationTests
{
    [Fact]
    public async Task Allocations_come_in_pages_and_can_be_filtered()
    {
        await using UsageHost host = await UsageHost.StartAsync(options: o => o.PageSize = 10);
        for (int i = 0; i < 25; i++)
        {
            await host.HoldAsync($"job-{i:00}", new ResourceAmounts { CpuCores = 0.1m }, commit: i % 2 == 0, ns: i < 12 ? "web" : "builds", source: i % 5 == 0 ? "node-1" : "node-2");
        }

        (_, string first) = await host.GetAsync("olga");
        Ids(first).Should().Equal(Enumerable.Range(0, 10).Select(i => $"job-{i:00}"));
        Html.Text(first).Should().Contain("Reserved until 11/17/2026 16:25 UTC").And.Contain("In use");
        Ids((await host.GetAsync("olga", "?after=job-09")).Page).Should().Equal(Enumerable.Range(10, 10).Select(i => $"job-{i:00}"));
        (_, string last) = await host.GetAsync("olga", "?after=job-19");
        Ids(last).Should().Equal(Enumerable.Range(20, 5).Select(i => $"job-{i:00}"));
        last.Should().Contain("First page").And.NotContain("Next page");
        Ids((await host.GetAsync("olga", "?ns=web&source=node-1")).Page).Should().Equal("job-00", "job-05", "job-10");
        (await host.GetAsync("olga", "?ns=web")).Page.Should().Contain("ns=web&amp;after=job-09");
        (await host.ReadAsync("olga", "?source=nobody")).Should().Contain("No allocation matches.");
    }

    [Fact]
    public async Task Who_holds_nothing_is_told_when_something_appears()
    {
        await using UsageHost host = await UsageHost.StartAsync();

        (await host.ReadAsync("olga")).Should().Contain("This tenant holds nothing. Allocations appear here as soon as");
    }

    [Fact]
    public async Task Who_may_releases_one_and_that_one_only()
    {
        await using UsageHost host = await UsageHost.StartAsync();
        await host.HoldAsync("job 1 of 2");
        await host.HoldAsync("job-2");
        using HttpClient client = host.Host.Client("root");
        (_, string page) = await host.GetAsync("root");
        Html.Text(page).Should().Contain("Releasing is for operators, for what is left behind");
        string which = Html.All(page, "button", "name=\"which\"")[0].Said("value");

        using HttpResponseMessage answer = await client.PostFormAsync("/acme/usage", "/acme/usage", ("uid", host.Tenant.Uid.ToString()), ("which", which));

        ((int)answer.StatusCode).Should().Be(302);
        answer.Headers.Location!.ToString().Should().Be("/platform/tenants/acme/usage?done=released");
        (await host.HeldAsync()).Should().Equal("job-2");
        (await host.ReadAsync("root", "?done=released")).Should().Contain("The allocation was released.");
    }

    [Fact]
    public async Task The_owner_is_not_offered_it_and_refused_and_so_is_who_may_only_in_the_tenant()
    {
        await using UsageHost host = await UsageHost.StartAsync();
        long admission = await host.HoldAsync("job");
        await host.AllowAsync("lena", TenancyPermissions.UpdateAllocations, TenancyPermissions.UpdateTenant);
        foreach (string user in new[] { "olga", "lena" })
        {
            (_, string page) = await host.GetAsync(user);
            Html.Text(page).Should().Contain("job").And.NotContain("Releas").And.NotContain("Give back");
            using HttpClient client = host.Host.Client(user);

            using HttpResponseMessage answer = await client.PostFormAsync("/acme/settings", "/acme/usage", ("uid", host.Tenant.Uid.ToString()), ("which", $"{admission} job"));

            ((int)answer.StatusCode).Should().Be(403, user);
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("You may not do that.");
        }

        (await host.HeldAsync()).Should().Equal("job");
    }

    [Fact]
    public async Task Who_may_everywhere_and_is_no_administrator_releases_too()
    {
        await using UsageHost host = await UsageHost.StartAsync();
        long admission = await host.HoldAsync("job");
        using (TenantContext.System("test", "binds").Enter())
        {
            await host.Host.Access.SetRoleAsync(new Role("keeper", [TenancyPermissions.ReadTenants, TenancyPermissions.UpdateAllocations]), TestContext.Current.CancellationToken);
            await host.Host.Access.BindRoleAsync(new RoleBinding(RoleSubject.User("oscar"), "keeper", PermissionScope.Global), TestContext.Current.CancellationToken);
        }

        using HttpClient client = host.Host.Client("oscar");
        using HttpResponseMessage answer = await client.PostFormAsync("/acme/usage", "/acme/usage", ("uid", host.Tenant.Uid.ToString()), ("which", $"{admission} job"));

        ((int)answer.StatusCode).Should().Be(302);
        (await host.HeldAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task An_admission_that_came_later_under_the_id_is_not_released()
    {
        await using UsageHost host = await UsageHost.StartAsync();
        long admission = await host.HoldAsync("job");
        using (TenantContext.System("test", "frees").Enter())
        {
            await host.Host.Quotas.ReleaseAsync(host.Tenant, "job", cancellationToken: TestContext.Current.CancellationToken);
        }

        await host.HoldAsync("job");
        using HttpClient client = host.Host.Client("root");

        using HttpResponseMessage answer = await client.PostFormAsync("/acme/usage", "/acme/usage", ("uid", host.Tenant.Uid.ToString()), ("which", $"{admission} job"));

        ((int)answer.StatusCode).Should().Be(409);
        Html.Text(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("Nothing was released: that allocation was given back before");
        (await host.HeldAsync()).Should().Equal("job");
    }

    [Fact]
    public async Task A_form_of_a_tenant_that_was_deleted_does_nothing_to_the_one_made_again_under_its_id()
    {
        await using UsageHost host = await UsageHost.StartAsync();
        await host.HoldAsync("job");
        using (TenantContext.System("test", "deletes").Enter())
        {
            await host.Host.Tenants.DeleteTenantAsync(host.Tenant, cancellationToken: TestContext.Current.CancellationToken);
        }

        Tenant again = await host.Host.AddTenantAsync("acme", change: BusyTenant.Spec);
        ResourceReservation held;
        using (TenantContext.System("test", "holds").Enter())
        {
            held = await host.Host.Quotas.ReserveAsync(again, new ResourceAmounts { CpuCores = 1 }, new ReservationOptions { AllocationId = "job", Lease = TimeSpan.FromHours(1) }, cancellationToken: TestContext.Current.CancellationToken);
        }

        using HttpClient client = host.Host.Client("root");
        using HttpResponseMessage answer = await client.PostFormAsync("/acme/usage", "/acme/usage", ("uid", host.Tenant.Uid.ToString()), ("which", $"{held.Admission} job"));

        ((int)answer.StatusCode).Should().BeInRange(400, 499);
        using TenantScope scope = TenantContext.System("test", "looks").Enter();
        (await host.Host.Quotas.ListAllocationsAsync(again, cancellationToken: TestContext.Current.CancellationToken)).Should().ContainSingle();
    }

    [Fact]
    public async Task Who_may_not_is_not_offered_it_and_refused()
    {
        await using UsageHost host = await UsageHost.StartAsync();
        long admission = await host.HoldAsync("job");
        await host.AllowAsync("lena", new Permission("allocations", "read"));
        await host.Host.AddTenantAsync("globex", owner: "gus");

        (_, string page) = await host.GetAsync("lena");
        page.Should().Contain("job").And.NotContain("Releas");
        using HttpClient gus = host.Host.Client("gus");
        (string, string)[] fields = [("uid", host.Tenant.Uid.ToString()), ("which", $"{admission} job")];
        using HttpResponseMessage stranger = await gus.PostFormAsync("/globex/settings", "/acme/usage", fields);

        ((int)stranger.StatusCode).Should().Be(404);
        (await host.HeldAsync()).Should().Equal("job");
    }

    [Fact]
    public async Task The_right_is_asked_for_again_when_it_is_done()
    {
        await using UsageHost host = await UsageHost.StartAsync();
        long admission = await host.HoldAsync("job");
        Tenant own = await host.Host.AddTenantAsync("globex", owner: "gus");
        await host.AllowAsync("gus", new Permission("allocations", "read"));
        await host.HoldAsync("other");
        using HttpClient gus = host.Host.Client("gus");
        own.OwnerId.Should().Be("gus");

        // The token is of a page where gus may change something: of the own tenant.
        using HttpResponseMessage denied = await gus.PostFormAsync("/globex/settings", "/acme/usage", ("uid", host.Tenant.Uid.ToString()), ("which", $"{admission} job"));

        ((int)denied.StatusCode).Should().Be(403);
        (await host.HeldAsync()).Should().Equal("job", "other");
    }

    [Fact]
    public async Task What_an_app_holds_is_not_offered_and_refused()
    {
        await using UsageHost host = await UsageHost.StartAsync();
        long admission = await host.HoldAsync("app/web/site", ns: "web");
        await host.HoldAsync("app/web/other", ns: "builds");

        (_, string page) = await host.GetAsync("root");
        Html.Text(page).Should().Contain("Belongs to an app: stop the app instead");
        Html.All(page, "button", "name=\"which\"").Should().ContainSingle("the other only looks like an app's");
        using HttpClient client = host.Host.Client("root");
        using HttpResponseMessage answer = await client.PostFormAsync("/acme/usage", "/acme/usage", ("uid", host.Tenant.Uid.ToString()), ("which", $"{admission} app/web/site"));

        ((int)answer.StatusCode).Should().Be(403);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("role=\"alert\"").And.Contain("which gives it back itself");
        (await host.HeldAsync()).Should().HaveCount(2);
    }

    [Theory]
    [InlineData("uid", "none")]
    [InlineData("which", "job")]
    [InlineData("which", " job")]
    [InlineData("which", "-1 job")]
    [InlineData("which", "1 ")]
    [InlineData("which", "99999999999999999999 job")]
    public async Task A_form_that_names_nothing_is_refused_on_the_page(string name, string value)
    {
        await using UsageHost host = await UsageHost.StartAsync();
        long admission = await host.HoldAsync("job");
        Dictionary<string, string> fields = new() { ["uid"] = host.Tenant.Uid.ToString(), ["which"] = $"{admission} job" };
        fields[name] = value;
        using HttpClient client = host.Host.Client("root");

        using HttpResponseMessage answer = await client.PostFormAsync("/acme/usage", "/acme/usage", [.. fields.Select(f => (f.Key, f.Value))]);

        ((int)answer.StatusCode).Should().Be(400);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("did not say which allocation is meant");
        (await host.HeldAsync()).Should().Equal("job");
    }

    [Fact]
    public async Task Without_a_token_nothing_is_released()
    {
        await using UsageHost host = await UsageHost.StartAsync();
        long admission = await host.HoldAsync("job");
        using HttpClient client = host.Host.Client("root");
        using FormUrlEncodedContent form = new([new("uid", host.Tenant.Uid.ToString()), new("which", $"{admission} job")]);

        using HttpResponseMessage answer = await client.PostAsync(client.BaseAddress + "/acme/usage", form, TestContext.Current.CancellationToken);

        ((int)answer.StatusCode).Should().Be(400);
        (await host.HeldAsync()).Should().Equal("job");
    }

    private static string[] Ids(string page) =>
        [.. Html.All(page, "table")[^1].Element("tbody")!.Elements("tr").Select(r => r.Element("th")!.Element("bdi")!.Value)];
}
