using System.Net;
using Hivemind.Tenancy.Workloads;
using Microsoft.Playwright;

namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class VolumesTests(Chromium chromium)
{
    private const string Page = "/acme/-/volumes";

    [Fact]
    public async Task A_volume_is_made_once_and_removed_with_its_name_typed()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        using Person olga = new(host, "olga");
        SentPage form = await olga.OpenAsync(Page);
        form.Text.Should().Contain("There is none yet. Make one below");
        (string, string?)[] typed = [("namespace", "web"), ("name", "uploads"), ("size", "10 GiB")];
        (await olga.SendAsync(form, Page, "create-volume", typed)).Location.Should().EndWith("/acme/-/volumes?done=volume-made");
        (await olga.SendAsync(form, Page, "create-volume", typed)).Location.Should().EndWith("?done=volume-made", "the same again is there already");
        (await VolumesAsync(host, acme)).Should().Equal(("web/uploads", 10L << 30));
        SentPage other = await olga.SendAsync(form, Page, "create-volume", ("namespace", "web"), ("name", "uploads"), ("size", "11 GiB"));
        other.Status.Should().Be(HttpStatusCode.Conflict);
        other.ErrorAt("create-volume-name").Should().Contain("there is one of");

        SentPage page = await olga.OpenAsync(Page);
        page.Text.Should().Contain("uploads web 10 GiB");
        SentPage wrong = await olga.SendAsync(page, Page, "remove-volume", ("confirm", "upload"));
        wrong.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        wrong.ErrorAt("remove-volume-confirm").Should().Contain("This is not its name");
        await host.RunAsync(acme, RunningApps.Shop with { Volumes = [VolumeMount.Existing("uploads", "/srv")] });
        SentPage used = await olga.SendAsync(page, Page, "remove-volume", ("confirm", "uploads"));
        used.Status.Should().Be(HttpStatusCode.Conflict);
        used.ErrorAt("remove-volume-volume").Should().Contain("shop");
        (await VolumesAsync(host, acme)).Should().NotBeEmpty();

        using (TenantContext.System("test", "removes").Enter())
        {
            await host.Apps.RemoveAsync(acme, "web", "shop", cancellationToken: TestContext.Current.CancellationToken);
        }

        (await olga.SendAsync(page, Page, "remove-volume", ("confirm", "uploads"))).Location.Should().EndWith("?done=volume-removed");
        (await VolumesAsync(host, acme)).Should().BeEmpty();
        (await olga.SendAsync(page, Page, "create-volume", typed)).Location.Should().EndWith("?done=volume-made");
        (await olga.SendAsync(page, Page, "remove-volume", ("confirm", "uploads"))).Status.Should().Be(HttpStatusCode.Conflict, "it is another by now");
        (await VolumesAsync(host, acme)).Should().NotBeEmpty();
    }

    [Fact]
    public async Task What_makes_no_sense_or_does_not_fit_is_said_at_its_field()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync(s => s with { ResourceQuotas = new ResourceQuotas { StorageBytes = 1L << 30 } });
        using Person olga = new(host, "olga");
        SentPage sent = await olga.ChangeAsync(Page, "create-volume", ("namespace", "other"), ("name", "Up loads"), ("size", "10"));
        sent.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        sent.ErrorAt("create-volume-namespace").Should().NotBeNull();
        sent.ErrorAt("create-volume-name").Should().Contain("a-z, 0-9");
        sent.ErrorAt("create-volume-size").Should().Contain("10 GiB");
        foreach (string size in (string[])["", "0 B", "-1 GiB"])
        {
            (await olga.ChangeAsync(Page, "create-volume", ("name", "uploads"), ("size", size))).ErrorAt("create-volume-size").Should().NotBeNull(size);
        }

        (await olga.ChangeAsync(Page, "create-volume", ("name", "uploads"), ("size", "2 GiB"))).ErrorAt("create-volume-size").Should().Be("Storage: 2 GiB more asked for, 1 GiB left of 1 GiB.");
        (await VolumesAsync(host, acme)).Should().BeEmpty();
    }

    [Fact]
    public async Task Nobody_sees_makes_or_removes_what_they_may_not()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        await host.AddTenantAsync("globex", owner: "gus", change: s => s with { Namespaces = ["globex-a"] });
        foreach (string name in (string[])["web", "batch"])
        {
            await MakeAsync(host, acme, name, "of-" + name);
        }

        using (TenantContext.System("test", "roles").Enter())
        {
            await host.Access.SetRoleAsync(
                new Role("keeper", [TenancyPermissions.ReadTenants, AppPermissions.Read, AppPermissions.ReadVolumes, AppPermissions.CreateVolume]), TestContext.Current.CancellationToken);
            await host.Access.SetRoleAsync(new Role("looker", [TenancyPermissions.ReadTenants, AppPermissions.Read]), TestContext.Current.CancellationToken);
        }

        await host.BindAsync("kim", "keeper", PermissionScope.Namespace(acme, "web"));
        await host.BindAsync("lou", "looker", PermissionScope.Tenant(acme));
        using Person kim = new(host, "kim");
        SentPage page = await kim.OpenAsync(Page);
        page.Text.Should().Contain("of-web").And.NotContain("of-batch");
        page.Has("remove-volume").Should().BeFalse();
        (await kim.SendAsync(page, Page, "create-volume", ("do", "remove-volume"), ("volume", $"web/of-web/{Guid.NewGuid():N}"), ("confirm", "of-web"))).Status.Should().Be(HttpStatusCode.Forbidden);
        (await kim.SendAsync(page, Page, "create-volume", ("namespace", "batch"), ("name", "x"), ("size", "1 GiB"))).Status.Should().Be(HttpStatusCode.Forbidden);
        (await kim.SendAsync(page, Page, "create-volume", ("__RequestVerificationToken", null), ("name", "x"), ("size", "1 GiB"))).Status.Should().Be(HttpStatusCode.BadRequest);

        using Person lou = new(host, "lou");
        (await lou.OpenAsync("/acme/apps")).Html.Should().NotContain("/-/volumes");
        (await lou.OpenAsync(Page)).Status.Should().Be(HttpStatusCode.Forbidden);
        using Person gus = new(host, "gus");
        SentPage own = await gus.OpenAsync("/globex/-/volumes");
        (await gus.OpenAsync(Page)).Status.Should().Be(HttpStatusCode.NotFound);
        (await gus.SendAsync(own, Page, "create-volume", ("uid", acme.Uid.ToString()), ("namespace", "web"), ("name", "x"), ("size", "1 GiB"))).Status.Should().Be(HttpStatusCode.NotFound);
        (await VolumesAsync(host, acme)).Should().HaveCount(2);
    }

    [Theory]
    [InlineData(ColorScheme.Light, true, 1200)]
    [InlineData(ColorScheme.Dark, true, 1200)]
    [InlineData(ColorScheme.Dark, false, 360)]
    public async Task A_browser_makes_one_and_removes_it(ColorScheme scheme, bool script, int width)
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync(s => s with { Name = "<script>alert(1)</script>\"'\u202Ecba " + new string('x', 96) });
        await using Visit visit = await chromium.OpenAsync(host, "olga", o =>
        {
            o.ColorScheme = scheme;
            o.JavaScriptEnabled = script;
            o.ViewportSize = new ViewportSize { Width = width, Height = 900 };
        });
        IPage page = visit.Page;
        await visit.GoAsync("/acme/apps");
        await page.GetByRole(AriaRole.Link, new() { Name = "Volumes" }).ClickAsync();
        await LookAsync("empty");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(new string('u', 63));
        await page.GetByLabel("Size").FillAsync("10 GiB");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the volume" }).ClickAsync();
        (await page.GetByText("The volume is there.").CountAsync()).Should().Be(1);
        await page.GetByLabel("Type its name to confirm").FillAsync("u");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the volume for good" }).ClickAsync();
        await LookAsync("refused");
        await page.GetByLabel("Type its name to confirm").FillAsync(new string('u', 63));
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the volume for good" }).ClickAsync();
        (await page.GetByText("The volume was removed.").CountAsync()).Should().Be(1);
        (await VolumesAsync(host, acme)).Should().BeEmpty();

        async Task LookAsync(string name)
        {
            await visit.ScreenshotAsync($"volumes-{name}-{scheme}-{width}");
            if (script)
            {
                (await visit.AxeAsync()).Should().BeEmpty(name);
            }

            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(width, "nothing of {0} hangs out of the window", name);
        }
    }

    private static async Task<IReadOnlyList<(string Path, long Size)>> VolumesAsync(DashboardHost host, Tenant tenant)
    {
        using TenantScope scope = TenantContext.System("test", "looks").Enter();
        return [.. (await host.Apps.ListVolumesAsync(tenant, TestContext.Current.CancellationToken)).Select(v => ($"{v.Key.Namespace}/{v.Key.Name}", v.SizeBytes))];
    }

    private static async Task MakeAsync(DashboardHost host, Tenant tenant, string namespaceName, string name)
    {
        using TenantScope scope = TenantContext.System("test", "makes").Enter();
        await host.Apps.CreateVolumeAsync(tenant, namespaceName, name, 1, TestContext.Current.CancellationToken);
    }
}
