using Microsoft.Playwright;

namespace Hivemind.Tenancy.Dashboard.Tests.Usage;

/// <summary>The table of allocations follows what changes, and leaves alone somebody who is about to release one.</summary>
public sealed class LiveAllocationsTests(Chromium chromium)
{
    private const string Newer = "Something here has changed.";

    private static LocatorAssertionsToContainTextOptions Patient => new() { Timeout = HangLimit.Milliseconds };

    [Fact]
    public async Task Who_may_release_sees_changes_and_keeps_what_they_have_opened()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddTenantAsync("acme");
        await HoldAsync(host, acme, "b-second");
        await using Visit root = await chromium.OpenAsync(host, "root");
        await root.GoAsync("/acme/usage");
        ILocator table = root.Page.Locator("#allocations");
        ILocator note = root.Page.Locator("[data-newer=allocations]");

        await HoldAsync(host, acme, "c-third");
        await Assertions.Expect(table).ToContainTextAsync("c-third", Patient);
        await Assertions.Expect(note).ToHaveTextAsync(string.Empty);

        // About to decide, and not in it with the keyboard: a row that comes before it would move the button from under the pointer.
        await table.Locator("tr", new() { HasText = "b-second" }).GetByText("Release…").ClickAsync();
        await root.Page.EvaluateAsync("document.activeElement.blur()");
        ILocator release = root.Page.GetByRole(AriaRole.Button, new() { Name = "Release b-second" });
        LocatorBoundingBoxResult before = (await release.BoundingBoxAsync())!;
        await HoldAsync(host, acme, "a-first");
        await Assertions.Expect(note).ToContainTextAsync(Newer, Patient);
        (await note.GetAttributeAsync("role")).Should().Be("status");
        (await table.InnerTextAsync()).Should().NotContain("a-first");
        (await release.BoundingBoxAsync())!.Y.Should().Be(before.Y, "nothing moves from under the pointer");
        (await root.AxeAsync()).Should().BeEmpty();
        await root.ScreenshotAsync("usage-newer");

        // Closed again, it is shown.
        await table.GetByText("Release…").First.ClickAsync();
        await root.Page.EvaluateAsync("document.activeElement.blur()");
        await Assertions.Expect(table).ToContainTextAsync("a-first", Patient);
        await Assertions.Expect(note).ToHaveTextAsync(string.Empty, new() { Timeout = HangLimit.Milliseconds });

        await table.Locator("tr", new() { HasText = "b-second" }).GetByText("Release…").ClickAsync();
        await release.ClickAsync();
        await Assertions.Expect(root.Page.GetByText("The allocation was released.")).ToBeVisibleAsync(new() { Timeout = HangLimit.Milliseconds });
        await Assertions.Expect(table).Not.ToContainTextAsync("b-second");
    }

    private static async Task HoldAsync(DashboardHost host, Tenant tenant, string id)
    {
        using TenantScope scope = TenantContext.System("test", "holds").Enter();
        ResourceReservation held = await host.Quotas.ReserveAsync(
            tenant, new ResourceAmounts { CpuCores = 1 }, new ReservationOptions { AllocationId = id, Lease = TimeSpan.FromHours(2) }, TestContext.Current.CancellationToken);
        await held.CommitAsync(TestContext.Current.CancellationToken);
    }
}
