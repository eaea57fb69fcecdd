using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class CreationTests
{
    private const string New = "/-/new";

    [Fact]
    public async Task All_that_was_typed_is_in_the_tenant()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        using Person root = new(host, "root");
        SentPage page = await root.OpenAsync(New);
        page.Form("create")["owner"].Should().BeEmpty("who makes a tenant is seldom its owner");

        SentPage sent = await root.SendAsync(
            page, New, "create",
            ("id", "acme"), ("name", "Acme & Söhne"), ("description", "Line one\r\nLine two"), ("owner", "olga"), ("isolation", "Hard"), ("namespaces", "acme-a, acme-b"),
            ("labels", "tier=gold\nnote=a = b"), ("protected", "on"), ("quota-cpu", "1.5"), ("quota-memory", "8 GiB"), ("quota-containers", "0"),
            ("new-name-1", "nvidia.com/gpu"), ("new-amount-1", "2"));

        sent.Status.Should().Be(HttpStatusCode.Found, sent.Text);
        sent.Location.Should().EndWith("/acme?done=created");
        Tenant tenant = await host.StoredAsync("acme");
        tenant.Should().Be(tenant with
        {
            Name = "Acme & Söhne",
            Description = "Line one\nLine two",
            OwnerId = "olga",
            IsolationLevel = IsolationLevel.Hard,
            Namespaces = ["acme-a", "acme-b"],
            Labels = new Dictionary<string, string> { ["tier"] = "gold", ["note"] = "a = b" },
            IsDeletionProtected = true,
            Status = TenantStatus.Active,
            ResourceQuotas = new ResourceQuotas
            {
                CpuCores = 1.5m,
                MemoryBytes = 8L << 30,
                Containers = 0,
                Other = new Dictionary<string, decimal> { ["nvidia.com/gpu"] = 2 },
            },
        });
    }

    [Fact]
    public async Task A_plan_says_what_the_form_does_not()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        using (TenantContext.System("test", "plans").Enter())
        {
            await host.App.Services.GetRequiredService<IPlanManager>().PublishAsync(
                new TenantPlan("gold") { IsolationLevel = IsolationLevel.NetworkOnly, ResourceQuotas = new ResourceQuotas { CpuCores = 16, Containers = 100 } },
                cancellationToken: TestContext.Current.CancellationToken);
        }

        using Person root = new(host, "root");
        (await root.OpenAsync(New)).Text.Should().Contain("gold, version 1: CPU 16 cores, Containers 100; isolation Network only");
        SentPage sent = await root.ChangeAsync(New, "create", ("id", "acme"), ("name", "Acme"), ("owner", "olga"), ("plan", "gold"), ("quota-containers", "5"));

        sent.Status.Should().Be(HttpStatusCode.Found, sent.Text);
        Tenant tenant = await host.StoredAsync("acme");
        tenant.Plan.Should().Be(new PlanReference("gold", 1));
        tenant.IsolationLevel.Should().Be(IsolationLevel.NetworkOnly);
        tenant.ResourceQuotas.Should().Be(new ResourceQuotas { CpuCores = 16, Containers = 5 });

        SentPage gone = await root.ChangeAsync(New, "create", ("id", "globex"), ("name", "Globex"), ("owner", "olga"), ("plan", "bronze"));
        gone.Status.Should().Be(HttpStatusCode.Conflict);
        gone.ErrorAt("create-plan").Should().Contain("bronze");
    }

    [Fact]
    public async Task Every_wrong_field_says_what_is_wrong_with_it_all_at_once_and_what_was_typed_stays()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        using Person root = new(host, "root");
        SentPage sent = await root.ChangeAsync(
            New, "create",
            ("id", "No Id!"), ("name", ""), ("owner", ""), ("isolation", "Solid"), ("namespaces", "UPPER"), ("labels", "gold"), ("quota-cpu", "0.0001"),
            ("quota-memory", "8"), ("quota-services", "many"), ("new-name-0", "not a name"), ("new-amount-1", "3"), ("new-name-2", "gpu"), ("description", "kept <b>as</b> typed"));

        sent.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        sent.ErrorAt("create-id").Should().Contain("1 to 63 of a-z");
        sent.Text.Should().Contain("Id: 'No Id!' is not a tenant id");
        (await root.ChangeAsync(New, "create", ("id", ""))).Text.Should().Contain("Id: Say which id the tenant gets, for instance acme.");
        sent.ErrorAt("create-name").Should().Be("Tenant name is empty: 1 to 128 characters are allowed.");
        sent.ErrorAt("create-owner").Should().Be("User id is empty: 1 to 256 characters are allowed.");
        sent.ErrorAt("create-isolation").Should().NotBeNull();
        sent.ErrorAt("create-namespaces").Should().Contain("RFC 1123");
        sent.ErrorAt("create-labels").Should().Contain("key=value");
        sent.ErrorAt("create-quota-cpu").Should().Be("CPU is counted in steps of 0.001 cores.");
        sent.ErrorAt("create-quota-memory").Should().Contain("8 GiB");
        sent.ErrorAt("create-quota-services").Should().Contain("no number");
        sent.ErrorAt("create-new-name-0").Should().Contain("qualified name");
        sent.ErrorAt("create-new-name-1").Should().Contain("which resource");
        sent.ErrorAt("create-new-amount-2").Should().Contain("how much");
        sent.Html.Should().NotContain("Parameter &#x27;").And.NotContain("Actual value");
        sent.Text.Should().Contain("Memory: Say the unit, for instance 8 GiB.", "what is listed at the top names its field");
        Dictionary<string, string> kept = sent.Form("create");
        kept["id"].Should().Be("No Id!");
        kept["description"].Should().Be("kept <b>as</b> typed");
        kept["quota-memory"].Should().Be("8");
        kept["new-name-2"].Should().Be("gpu");
        Func<Task> find = () => host.StoredAsync("no-id");
        await find.Should().ThrowAsync<TenantNotFoundException>();
    }

    [Fact]
    public async Task More_than_a_tenant_may_say_is_refused_with_what_was_typed()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        using Person root = new(host, "root");
        SentPage sent = await root.ChangeAsync(
            New, "create", [("id", "acme"), ("name", "Acme"), ("owner", "olga"), .. Enumerable.Range(0, TenancyLimits.OtherResources + 1).Select(i => ($"quota-r{i}", (string?)"1"))]);
        sent.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        sent.Text.Should().Contain("65 other resources: at most 64 are allowed.");
        sent.Form("create")["quota-r64"].Should().Be("1");
    }

    [Theory]
    [InlineData("id", "acme")]
    [InlineData("name", "NAME OF ACME")]
    [InlineData("namespaces", "taken")]
    public async Task What_is_taken_is_refused_at_its_field(string field, string value)
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme", change: s => s with { Namespaces = ["taken"] });
        using Person root = new(host, "root");
        SentPage sent = await root.ChangeAsync(New, "create", [("id", "other"), ("name", "Other"), ("owner", "olga"), (field, value)]);

        sent.Status.Should().Be(HttpStatusCode.Conflict);
        sent.ErrorAt($"create-{field}").Should().Contain("already taken");
    }

    [Fact]
    public async Task Whoever_may_not_create_is_not_offered_it_and_is_refused()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        await host.AddTenantAsync("second");
        using Person olga = new(host, "olga");
        (await olga.OpenAsync(string.Empty)).Html.Should().NotContain(New);
        (await olga.OpenAsync(New)).Status.Should().Be(HttpStatusCode.Forbidden);
        SentPage sent = await olga.SendAsync(
            await olga.OpenAsync("/acme/settings"), New, "description", ("do", "create"), ("id", "mine"), ("name", "Mine"), ("owner", "olga"));
        sent.Status.Should().Be(HttpStatusCode.Forbidden);
        Func<Task> find = () => host.StoredAsync("mine");
        await find.Should().ThrowAsync<TenantNotFoundException>();
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_creates_one_tenant_and_one_that_says_something_else_by_then_is_asked_about()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        using Person root = new(host, "root");
        SentPage page = await root.OpenAsync(New);
        SentPage first = await root.SendAsync(page, New, "create", ("id", "acme"), ("name", "Acme"), ("owner", "root"));
        SentPage second = await root.SendAsync(page, New, "create", ("id", "acme"), ("name", "Acme"), ("owner", "root"));
        second.Status.Should().Be(HttpStatusCode.Found);
        second.Location.Should().Be(first.Location);

        SentPage other = await root.SendAsync(page, New, "create", ("id", "globex"), ("name", "Globex"), ("owner", "root"));
        other.Status.Should().Be(HttpStatusCode.Conflict);
        (await root.SendAsync(other, New, "create")).Location.Should().EndWith("/globex?done=created");
    }

    [Fact]
    public async Task A_tenant_whose_provisioning_failed_is_shown_with_the_reason_and_the_same_form_goes_on()
    {
        BrokenProvisioner provisioner = new() { Fails = true };
        await using DashboardHost host = await DashboardHost.StartAsync(t => t.Services.AddSingleton<ITenantProvisioner>(provisioner));
        using Person root = new(host, "root");
        SentPage sent = await root.ChangeAsync(New, "create", ("id", "acme"), ("name", "Acme"), ("owner", "root"));
        sent.Status.Should().Be(HttpStatusCode.BadGateway);
        sent.Text.Should().Contain("the disk is full");
        SentPage settings = await root.OpenAsync("/acme/settings");
        settings.Text.Should().Contain("not ready").And.Contain("the disk is full");
        settings.Html.Should().Contain("/-/new?id=acme&amp;name=Acme&amp;owner=root");

        provisioner.Fails = false;
        (await root.ChangeAsync("/-/new?id=acme&name=Acme&owner=root", "create")).Location.Should().EndWith("/acme?done=created");
        (await host.StoredAsync("acme")).Status.Should().Be(TenantStatus.Active);
    }

    [Fact]
    public async Task A_form_that_is_too_large_or_has_too_many_fields_or_no_token_is_refused_and_creates_nothing()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        using Person root = new(host, "root");
        SentPage page = await root.OpenAsync(New);
        SentPage large = await root.SendAsync(page, New, "create", ("id", "acme"), ("name", "Acme"), ("owner", "root"), ("description", new string('x', FormLimits.Bytes)));
        large.Status.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        SentPage many = await root.SendAsync(
            page, New, "create", [("id", "acme"), ("name", "Acme"), ("owner", "olga"), .. Enumerable.Range(0, FormLimits.Fields).Select(i => ($"f{i}", (string?)"x"))]);
        many.Status.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        many.Text.Should().Contain("more than can be taken at once");
        SentPage without = await root.SendAsync(page, New, "create", ("id", "acme"), ("name", "Acme"), ("owner", "root"), ("__RequestVerificationToken", null));
        without.Status.Should().Be(HttpStatusCode.BadRequest);

        (await root.SendAsync(page, New, "create", ("id", "acme"), ("name", "Acme"), ("owner", "root"))).Status.Should().Be(HttpStatusCode.Found);
    }
}
