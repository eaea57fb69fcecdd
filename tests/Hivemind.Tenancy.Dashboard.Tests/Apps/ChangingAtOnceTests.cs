using System.Net;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>Apps that somebody else changes between the look and the act.</summary>
public sealed class ChangingAtOnceTests
{
    private const string Page = "/acme/apps/web/shop";

    private static readonly (string Field, string? Text)[] Typed = [("replicas", "2"), ("image", "nginx:1.28"), ("confirm", "shop")];

    public static TheoryData<string> Cards => ["scale", "stop", "redeploy", "remove", "start"];

    [Theory]
    [MemberData(nameof(Cards))]
    public async Task Form_of_an_app_that_was_changed_since_says_what_it_is_now_and_does_it_when_it_is_sent_again(string card)
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        await host.RunAsync(acme, RunningApps.Shop);
        await host.StopAsync(acme, card == "start");
        using Person olga = new(host, "olga");
        SentPage open = await olga.OpenAsync(Page);
        await host.ScaleAsync(acme, 4);
        App before = (await host.FindAsync(acme))!;

        SentPage sent = await olga.SendAsync(open, Page, card, Typed);
        sent.Status.Should().Be(HttpStatusCode.Conflict);
        sent.Text.Should().Contain("This app has changed since you looked at it.").And.Contain("image \u2068nginx:1.27\u2069, replicas 4, state " + (card == "start" ? "Stopped" : "Ready"));
        (await host.FindAsync(acme))!.Version.Should().Be(before.Version);
        (await olga.SendAsync(sent, Page, card, ("confirm", "shop"))).Status.Should().Be(HttpStatusCode.Found);
        (await host.FindAsync(acme))?.Version.Should().NotBe(before.Version);
    }

    [Theory]
    [MemberData(nameof(Cards))]
    public async Task Form_of_an_app_that_was_removed_does_nothing_to_the_one_made_anew_under_its_name(string card)
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        await host.RunAsync(acme, RunningApps.Shop);
        await host.StopAsync(acme, card == "start");
        using Person olga = new(host, "olga");
        SentPage open = await olga.OpenAsync(Page);
        await host.RemoveAsync(acme);
        App anew = await host.RunAsync(acme, RunningApps.Shop);
        await host.StopAsync(acme, card == "start");
        anew = (await host.FindAsync(acme))!;

        SentPage sent = await olga.SendAsync(open, Page, card, Typed);
        sent.Status.Should().Be(HttpStatusCode.Conflict);
        sent.Text.Should().Contain("was removed since, and another was deployed under its name.");
        (await host.FindAsync(acme))!.Version.Should().Be(anew.Version);
        (await host.FindAsync(acme))!.Spec.Should().Be(RunningApps.Shop);
    }

    [Theory]
    [MemberData(nameof(Cards))]
    public async Task Form_that_does_not_say_which_app_it_was_shown_does_nothing(string card)
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        await host.RunAsync(acme, RunningApps.Shop);
        await host.StopAsync(acme, card == "start");
        App before = (await host.FindAsync(acme))!;
        using Person olga = new(host, "olga");
        SentPage open = await olga.OpenAsync(Page);
        foreach (string? version in (string?[])[null, "", "x", before.Version.ToString().ToUpperInvariant() + "0", $"{before.Version.Instance:N}-{before.Generation + 1}"])
        {
            (await olga.SendAsync(open, Page, card, [.. Typed, ("app-version", version)])).Status.Should().Be(HttpStatusCode.Conflict, version);
        }

        (await host.FindAsync(acme))!.Version.Should().Be(before.Version);
    }

    [Fact]
    public async Task Second_click_finds_done_what_the_first_did()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        await host.RunAsync(acme, RunningApps.Shop);
        using Person olga = new(host, "olga");
        SentPage running = await olga.OpenAsync(Page);
        foreach (int _ in (int[])[1, 2])
        {
            (await olga.SendAsync(running, Page, "stop")).Location.Should().EndWith("?done=app-stopped");
        }

        SentPage stopped = await olga.OpenAsync(Page);
        foreach (int _ in (int[])[1, 2])
        {
            (await olga.SendAsync(stopped, Page, "start")).Location.Should().EndWith("?done=app-started");
        }

        (await olga.SendAsync(running, Page, "stop")).Status.Should().Be(HttpStatusCode.Conflict, "it runs again by now");
    }

    [Fact]
    public async Task App_that_is_changed_between_the_look_of_the_request_and_its_act_is_asked_about_again()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        App app = await host.RunAsync(acme, RunningApps.Shop);
        using Person olga = new(host, "olga");
        SentPage open = await olga.OpenAsync(Page);
        host.Engine().Faults.Before = async (verb, token) =>
        {
            if (verb == nameof(IWorkloadEngine.PlaceAsync))
            {
                host.Engine().Faults.Before = null;
                await host.ScaleAsync(acme, 5);
            }
        };

        SentPage sent = await olga.SendAsync(open, Page, "redeploy", ("image", "nginx:1.28"));

        sent.Status.Should().Be(HttpStatusCode.Conflict);
        sent.Text.Should().Contain("replicas 5");
        App now = (await host.FindAsync(acme))!;
        (now.Version.Instance, now.Spec.Image, now.Spec.Replicas).Should().Be((app.Version.Instance, "nginx:1.27", 5));
    }

    [Fact]
    public async Task Redeployment_that_failed_is_not_told_of_an_app_made_anew_under_the_name()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        await host.RunAsync(acme, RunningApps.Shop with { Readiness = new AppReadiness { Deadline = Rollouts.Patience + TimeSpan.FromSeconds(1) } });
        host.Engine().IsReadyAtOnce = false;
        using Person olga = new(host, "olga");
        (await olga.ChangeAsync(Page, "redeploy", ("image", "nginx:broken"))).Location.Should().EndWith("?done=app-under-way");
        await olga.OpenUntilAsync(Page, "The last redeployment failed.");
        await host.RemoveAsync(acme);
        await host.RunAsync(acme, RunningApps.Shop);

        (await olga.OpenAsync(Page)).Text.Should().NotContain("The last redeployment failed.");
    }
}
