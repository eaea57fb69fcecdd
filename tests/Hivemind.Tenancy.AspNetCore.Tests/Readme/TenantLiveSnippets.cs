namespace Hivemind.Tenancy.AspNetCore.Tests.Readme;

/// <summary>What this package's page says about live pages, compiled and run.</summary>
public sealed class TenantLiveSnippets
{
    [Fact]
    public async Task Events()
    {
        await using StreamHost host = new();
        Tenant acme = await host.CreateAsync("acme", "alice");
        long after = (await host.Tenants.ReadEventsAsync(new EventQuery { NewestFirst = true, Limit = 1 }, StreamHost.Token)).NewestSequence;
        await host.DescribeAsync(acme, "news");
        using CancellationTokenSource left = CancellationTokenSource.CreateLinkedTokenSource(StreamHost.Token);
        List<string> shown = [];

        Task showing = ShowAsync(host.Events, acme, after, text =>
        {
            shown.Add(text);
            left.Cancel();
        }, left.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => showing.WaitAsync(HangLimit.Duration, StreamHost.Token));
        shown.Should().ContainSingle().Which.Should().Be("TenantUpdated");
    }

    private static async Task ShowAsync(ITenantEventStream events, TenantReference acme, long? last, Action<string> show, CancellationToken left)
    {
        // src/Hivemind.Tenancy.AspNetCore/README.md
        await foreach (EventFeedEntry entry in events.FollowAsync("alice", acme, last, left))
        {
            show(entry.IsLostTrack ? "read everything anew" : entry.Event!.GetType().Name);
            last = entry.Sequence;
        }
        // END
    }
}
