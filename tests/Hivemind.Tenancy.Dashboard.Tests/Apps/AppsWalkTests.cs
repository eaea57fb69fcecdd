using Hivemind.Tenancy.Workloads;
using Microsoft.Playwright;

namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>A browser runs an app from its first deployment to its end.</summary>
public sealed class AppsWalkTests(Chromium chromium)
{
    public static TheoryData<string, ColorScheme, bool, int> Ways => new()
    {
        { "light", ColorScheme.Light, true, 1200 },
        { "dark", ColorScheme.Dark, true, 1200 },
        { "dark-narrow-no-script", ColorScheme.Dark, false, 360 },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_app_is_deployed_scaled_stopped_started_redeployed_and_removed(string way, ColorScheme scheme, bool script, int width)
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync(s => s with { ResourceQuotas = new ResourceQuotas { CpuCores = 4, MemoryBytes = 2L << 30, Containers = 4 } });
        await using Visit visit = await chromium.OpenAsync(host, "olga", o =>
        {
            o.ColorScheme = scheme;
            o.JavaScriptEnabled = script;
            o.ViewportSize = new ViewportSize { Width = width, Height = 900 };
        });
        IPage page = visit.Page;
        await visit.GoAsync("/acme");
        await page.GetByRole(AriaRole.Link, new() { Name = "Apps", Exact = true }).ClickAsync();
        await LookAsync("empty");
        await page.GetByRole(AriaRole.Link, new() { Name = "Deploy an app" }).ClickAsync();
        await LookAsync("deploy");

        await page.GetByLabel("Namespace").SelectOptionAsync("web");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("shop");
        await page.GetByLabel("Image", new() { Exact = true }).FillAsync("nginx:1.27");
        await page.GetByLabel("Replicas", new() { Exact = true }).FillAsync("2");
        await page.GetByLabel("Memory of each replica").FillAsync("8 GiB");
        await page.GetByRole(AriaRole.Button, new() { Name = "Deploy", Exact = true }).ClickAsync();
        (await page.GetByRole(AriaRole.Alert).InnerTextAsync()).Should().Contain("16 GiB more asked for, 2 GiB left of 2 GiB");
        await LookAsync("deploy-refused");
        await page.GetByLabel("Memory of each replica").FillAsync("512 MiB");
        await page.GetByLabel("CPU of each replica").FillAsync("0.5");
        await page.GetByLabel("Ports", new() { Exact = true }).FillAsync("8080");
        await page.GetByLabel("Environment variables", new() { Exact = true }).FillAsync("MODE=production");
        await page.GetByText("Storage, secrets, labels and more").ClickAsync();
        await page.GetByLabel("Volumes", new() { Exact = true }).FillAsync("data /var/lib/data");
        await page.GetByLabel("Labels", new() { Exact = true }).FillAsync("team=payments");
        await page.GetByRole(AriaRole.Button, new() { Name = "Deploy", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link).ClickAsync();
        (await page.GetByLabel("Volumes", new() { Exact = true }).IsVisibleAsync()).Should().BeTrue("what is wrong is not hidden");
        await LookAsync("deploy-rare-refused");
        await page.GetByLabel("Volumes", new() { Exact = true }).FillAsync("data /var/lib/data 1 GiB");
        await page.GetByRole(AriaRole.Button, new() { Name = "Deploy", Exact = true }).ClickAsync();
        (await page.GetByText("The app is deployed.").CountAsync()).Should().Be(1);
        App app = (await host.FindAsync(acme))!;
        host.Engine().SetUsage(app.Key, [.. app.Replicas.Select(r => new ReplicaUsage(r.Id, 0.125m, 96L << 20))]);
        host.Engine().Write(app.Key, "Listening on port 8080");
        host.Engine().Write(app.Key, "<script>alert(1)</script> \u202Etxt.exe \u001b[31mcannot open config\u001b[0m " + new string('x', 300), isError: true);
        await visit.GoAsync("/acme/apps/web/shop");
        (await page.Locator("pre.log").InnerTextAsync()).Should().Contain("Listening on port 8080\n").And.Contain("<script>alert(1)</script> [U+202E]txt.exe cannot open config");
        await LookAsync("app");

        await page.GetByRole(AriaRole.Textbox, new() { Name = "Replicas" }).FillAsync("9");
        await page.GetByRole(AriaRole.Button, new() { Name = "Scale" }).ClickAsync();
        (await page.GetByRole(AriaRole.Alert).InnerTextAsync()).Should().Contain("Memory: 3.5 GiB more asked for, 1 GiB left of 2 GiB. Containers: 7 more asked for, 2 left of 4.");
        await LookAsync("scale-refused");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Replicas" }).FillAsync("3");
        await page.GetByRole(AriaRole.Button, new() { Name = "Scale" }).ClickAsync();
        (await page.GetByText("The app is scaled.").CountAsync()).Should().Be(1);

        await page.GetByRole(AriaRole.Button, new() { Name = "Stop it" }).ClickAsync();
        await LookAsync("stopped");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start it" }).ClickAsync();
        await page.GetByLabel("Image", new() { Exact = true }).FillAsync("nginx:1.28");
        await page.GetByRole(AriaRole.Button, new() { Name = "Redeploy" }).ClickAsync();
        (await page.GetByText("The new version runs.").CountAsync()).Should().Be(1);
        App broken = await host.RunAsync(acme, RunningApps.Shop with { Name = new string('b', 63), Image = "registry.example.com/a/very/long/path/to/an/image:with-a-long-tag", Restart = RestartPolicy.Never, PerReplica = ResourceAmounts.None });
        host.Engine().Exit(broken.Key, 137, isOutOfMemory: true, reason: "It used more memory than it may.");
        await page.GetByRole(AriaRole.Link, new() { Name = "Apps", Exact = true }).ClickAsync();
        await LookAsync("list");
        await visit.GoAsync($"/acme/apps/web/{broken.Key.Name}");
        await LookAsync("failed");

        await visit.GoAsync("/acme/apps/web/shop");
        await page.GetByLabel("Type the name shop to confirm").FillAsync("shop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove it for good" }).ClickAsync();
        (await page.GetByText("The app was removed.").CountAsync()).Should().Be(1);
        (await host.FindAsync(acme)).Should().BeNull();

        async Task LookAsync(string name)
        {
            await visit.ScreenshotAsync($"apps-{name}-{way}");
            if (script)
            {
                (await visit.AxeAsync()).Should().BeEmpty(name);
            }

            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(width, "nothing of {0} hangs out of the window", name);
        }
    }

    [Fact]
    public async Task A_tenant_with_a_hostile_name_is_text_on_every_page()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync(s => s with { Name = "<script>alert(1)</script>\"'\u202Ecba " + new string('x', 96) });
        await host.RunAsync(acme, RunningApps.Shop);
        await using Visit visit = await chromium.OpenAsync(host, "olga", o => o.ViewportSize = new ViewportSize { Width = 360, Height = 700 });
        foreach (string path in new[] { "/acme/apps", "/acme/apps/web/shop", "/acme/-/deploy" })
        {
            await visit.GoAsync(path);
            (await visit.Page.Locator("main").InnerTextAsync()).Should().Contain("<script>alert(1)</script>\"'");
            (await visit.AxeAsync()).Should().BeEmpty(path);
            (await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(360, path);
        }

        await visit.ScreenshotAsync("apps-hostile");
    }
}
