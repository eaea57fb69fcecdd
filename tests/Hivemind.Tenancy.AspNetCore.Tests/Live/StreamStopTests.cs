using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A host that stops waits for no stream.</summary>
public sealed class StreamStopTests
{
    public static TheoryData<string> Feeds => ["events", "usage", "apps"];

    [Theory]
    [MemberData(nameof(Feeds))]
    public async Task Streams_end_when_the_host_stops_those_that_begin_then_included(string feed)
    {
        ApplicationLifetime lifetime = new(NullLogger<ApplicationLifetime>.Instance);
        await using StreamHost host = new(b => b.AddWorkloads(), s => s.AddSingleton<IHostApplicationLifetime>(lifetime));
        Tenant acme = await host.CreateAsync("acme", "alice");
        Task<int> open = ReadToEndAsync(host, feed, acme);
        await host.AdvanceUntilAsync("it is open", () => host.Live.Count == 1 && host.Live.Due == 0);
        open.IsCompleted.Should().BeFalse();

        lifetime.StopApplication();

        await open.WaitAsync(HangLimit.Duration, StreamHost.Token);
        (await ReadToEndAsync(host, feed, acme).WaitAsync(HangLimit.Duration, StreamHost.Token)).Should().Be(0);
        host.Live.IsEmpty.Should().BeTrue();
    }

    private static Task<int> ReadToEndAsync(StreamHost host, string feed, Tenant tenant) => feed switch
    {
        "events" => CountAsync(host.Events.FollowAsync("alice", tenant, cancellationToken: StreamHost.Token)),
        "usage" => CountAsync(host.Get<ITenantUsageFeed>().FollowAsync("alice", [tenant], StreamHost.Token)),
        _ => CountAsync(host.Get<ITenantAppFeed>().FollowAsync("alice", tenant, cancellationToken: StreamHost.Token)),
    };

    private static async Task<int> CountAsync<T>(IAsyncEnumerable<T> entries)
    {
        int count = 0;
        await foreach (T _ in entries)
        {
            count++;
        }

        return count;
    }
}
