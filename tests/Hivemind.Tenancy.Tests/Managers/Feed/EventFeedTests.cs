using System.Diagnostics;
using System.Reflection;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Tests;

public sealed class EventFeedTests : IAsyncDisposable
{
    private static readonly AsyncLocal<string?> Ambient = new();

    private readonly TenancyHost _host = new(services: services => services.AddSingleton<ITenantStore>(provider =>
        FlakyStore.Around((ITenantStore)ActivatorUtilities.CreateInstance(provider, typeof(ITenantStore).Assembly.GetType("Hivemind.Tenancy.Storage.InMemoryTenantStore")!))));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ITenancyEventFeed Feed => _host.Get<ITenancyEventFeed>();

    private FlakyStore Store => (FlakyStore)_host.Store;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Subscription_begins_by_saying_that_it_has_lost_track_and_delivers_what_comes_after_in_order()
    {
        await _host.CreateAsync("before");
        await using IAsyncEnumerator<EventFeedEntry> entries = Feed.SubscribeAsync(cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);

        (await NextAsync(entries)).Should().Be(EventFeedEntry.LostTrack(2));
        await _host.CreateAsync("one");
        await _host.CreateAsync("two");

        for (long sequence = 3; sequence <= 6; sequence++)
        {
            EventFeedEntry entry = await NextAsync(entries);
            (entry.Sequence, entry.IsLostTrack, entry.Event!.Sequence).Should().Be((sequence, false, sequence));
        }
    }

    [Fact]
    public async Task Subscribers_share_one_reader_which_starts_with_the_first_and_stops_with_the_last()
    {
        Store.Waits.Should().Be(0);
        IAsyncEnumerator<EventFeedEntry> first = Feed.SubscribeAsync(cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);
        await NextAsync(first);
        IAsyncEnumerator<EventFeedEntry> second = Feed.SubscribeAsync(cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);
        (await NextAsync(second)).IsLostTrack.Should().BeTrue();
        await UntilAsync(() => Store.Waits == 1 && Store.Waiting == 1);

        await first.DisposeAsync();
        Store.Waiting.Should().Be(1);
        await _host.CreateAsync();
        (await NextAsync(second)).Sequence.Should().Be(1);
        await second.DisposeAsync();

        await UntilAsync(() => Store.Waiting == 0);
        await using IAsyncEnumerator<EventFeedEntry> again = Feed.SubscribeAsync(cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);
        (await NextAsync(again)).Should().Be(EventFeedEntry.LostTrack(2));
        await _host.CreateAsync("later");
        (await NextAsync(again)).Sequence.Should().Be(3);
    }

    [Fact]
    public async Task Subscriber_that_lags_loses_track_and_others_do_not()
    {
        await using IAsyncEnumerator<EventFeedEntry> slow = Feed.SubscribeAsync(capacity: 3, Cancellation).GetAsyncEnumerator(Cancellation);
        await using IAsyncEnumerator<EventFeedEntry> quick = Feed.SubscribeAsync(cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);
        await NextAsync(slow);
        await NextAsync(quick);
        for (int i = 0; i < 5; i++)
        {
            await _host.CreateAsync($"t-{i}");
        }

        for (long sequence = 1; sequence <= 10; sequence++)
        {
            (await NextAsync(quick)).Event!.Sequence.Should().Be(sequence);
        }

        List<EventFeedEntry> entries = [await NextAsync(slow)];
        while (entries[^1].Sequence < 10)
        {
            entries.Add(await NextAsync(slow));
        }

        entries.Should().Contain(e => e.IsLostTrack).And.HaveCountLessThanOrEqualTo(3);
        entries.Zip(entries.Skip(1)).All(p => p.Second.IsLostTrack || p.Second.Sequence == p.First.Sequence + 1).Should().BeTrue();
    }

    [Fact]
    public async Task All_that_waits_when_there_is_no_more_room_becomes_one_entry()
    {
        await using IAsyncEnumerator<EventFeedEntry> slow = Feed.SubscribeAsync(capacity: 2, Cancellation).GetAsyncEnumerator(Cancellation);
        await using IAsyncEnumerator<EventFeedEntry> quick = Feed.SubscribeAsync(cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);
        await NextAsync(slow);
        await NextAsync(quick);
        for (int i = 0; i < 5; i++)
        {
            await _host.CreateAsync($"t-{i}");
        }

        while ((await NextAsync(quick)).Sequence < 10)
        {
        }

        (await NextAsync(slow)).Should().Be(EventFeedEntry.LostTrack(9));
        (await NextAsync(slow)).Event!.Sequence.Should().Be(10);
    }

    [Fact]
    public async Task Store_that_wakes_the_reader_for_nothing_is_asked_again_and_nobody_notices()
    {
        Store.Wakes = 3;
        await using IAsyncEnumerator<EventFeedEntry> entries = Feed.SubscribeAsync(cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);
        await NextAsync(entries);
        await UntilAsync(() => Store.Waits == 4);

        await _host.CreateAsync();

        (await NextAsync(entries)).Event.Should().BeOfType<TenantCreated>();
    }

    [Fact]
    public async Task Log_that_was_trimmed_beyond_the_reader_loses_track()
    {
        await using TenancyHost host = new(options => options.RetainEventsCount = 2);
        await using IAsyncEnumerator<EventFeedEntry> entries = host.Get<ITenancyEventFeed>().SubscribeAsync(capacity: 100_000, Cancellation).GetAsyncEnumerator(Cancellation);
        await NextAsync(entries);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => host.CreateAsync($"t-{i}"), Cancellation)));

        // Either nothing was missed, or it was said.
        long last = 0;
        while (last < 200)
        {
            EventFeedEntry entry = await NextAsync(entries);
            (entry.IsLostTrack || entry.Sequence == last + 1).Should().BeTrue();
            last = entry.Sequence;
        }
    }

    [Fact]
    public async Task Failing_store_is_tried_again_and_nothing_is_missed()
    {
        await using IAsyncEnumerator<EventFeedEntry> entries = Feed.SubscribeAsync(cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);
        await NextAsync(entries);
        await UntilAsync(() => Store.Waiting == 1);
        Store.Failures = 3;
        long begun = Stopwatch.GetTimestamp();
        await _host.CreateAsync();

        (await NextAsync(entries)).Event.Should().BeOfType<TenantCreated>();
        (await NextAsync(entries)).Event.Should().BeOfType<TenantStatusChanged>();
        Store.Failures.Should().Be(0);
        Stopwatch.GetElapsedTime(begun).Should().BeGreaterThan(TimeSpan.FromMilliseconds(600), "it waits longer each time: 100, 200 and 400 ms");
        await SaidAsync("FeedFailed", "FeedResumed");

        await UntilAsync(() => Store.Waiting == 1);
        Store.Failures = 1;
        await _host.CreateAsync("globex");
        await NextAsync(entries);
        await SaidAsync("FeedFailed", "FeedResumed", "FeedFailed", "FeedResumed");
    }

    [Fact]
    public async Task Caches_are_told_of_each_entry_before_any_subscriber()
    {
        using SlowCache cache = new();
        await using TenancyHost host = new(services: services => services.AddSingleton<ITenancyCache>(cache));
        await using IAsyncEnumerator<EventFeedEntry> entries = host.Get<ITenancyEventFeed>().SubscribeAsync(cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);
        for (int i = 0; i < 3; i++)
        {
            Task<EventFeedEntry> next = NextAsync(entries);
            EventFeedEntry told = await cache.ToldAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
            next.IsCompleted.Should().BeFalse("the cache has not forgotten yet");

            cache.GoOn();
            (await next).Should().Be(told);
            told.IsLostTrack.Should().Be(i == 0);
            if (i == 0)
            {
                await host.CreateAsync();
            }
        }
    }

    [Fact]
    public async Task Reader_has_the_execution_context_of_no_caller()
    {
        Ambient.Value = "caller";
        using (Some.Context().Enter())
        {
            await using IAsyncEnumerator<EventFeedEntry> entries = Feed.SubscribeAsync(cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);
            await NextAsync(entries);
            await UntilAsync(() => Store.Waiting == 1);
        }

        Store.Seen.Should().NotBeEmpty().And.OnlyContain(s => s == null);
    }

    [Fact]
    public async Task Stop_of_the_host_ends_every_subscription()
    {
        TenancyHost host = new();
        IAsyncEnumerator<EventFeedEntry> entries = host.Get<ITenancyEventFeed>().SubscribeAsync(cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);
        await NextAsync(entries);
        ValueTask<bool> next = entries.MoveNextAsync();

        await host.DisposeAsync();

        (await next.AsTask().WaitAsync(TimeSpan.FromSeconds(10), Cancellation)).Should().BeFalse();
    }

    [Fact]
    public async Task Trimming_by_hand_removes_all_that_is_not_kept_and_keeps_what_a_named_reader_has_not_read()
    {
        await using TenancyHost host = new(options =>
        {
            options.RetainEventsCount = 1;
            options.RetainEventsUntilReadBy = ["exporter"];
        });
        ITenancyEventFeed feed = host.Get<ITenancyEventFeed>();
        for (int i = 0; i < 5; i++)
        {
            await host.CreateAsync($"t-{i}");
        }

        (await feed.TrimAsync(Cancellation)).Should().Be(0);
        (await feed.AcknowledgeAsync("exporter", 7, Cancellation)).Should().Be(7);
        (await feed.TrimAsync(Cancellation)).Should().Be(7);
        (await feed.AcknowledgeAsync("exporter", 0, Cancellation)).Should().Be(7);
        (await host.LogAsync()).Select(e => e.Sequence).Should().Equal(8, 9, 10);
    }

    /// <summary>The reader says so after it has delivered: a subscriber may be there first.</summary>
    private async Task SaidAsync(params string[] expected)
    {
        await UntilAsync(() => Said().Count() >= expected.Length);
        Said().Should().Equal(expected);
    }

    private IEnumerable<string?> Said() => _host.Logs.GetSnapshot().Select(r => r.Id.Name).Where(n => n?.StartsWith("Feed", StringComparison.Ordinal) == true);

    private static async Task<EventFeedEntry> NextAsync(IAsyncEnumerator<EventFeedEntry> entries)
    {
        (await entries.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).Should().BeTrue();
        return entries.Current;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (int i = 0; i < 6000 && !condition(); i++)
        {
            await Task.Delay(10, Cancellation);
        }

        condition().Should().BeTrue();
    }

    /// <summary>A store that counts and sees who waits, and fails when told to.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1852", Justification = "The proxy derives from it.")]
    private class FlakyStore : DispatchProxy
    {
        private ITenantStore _inner = null!;
        private int _waiting;
        private int _waits;
        private int _failures;

        public int Waits => Volatile.Read(ref _waits);

        public int Waiting => Volatile.Read(ref _waiting);

        /// <summary>How often the reader is woken though nothing has happened.</summary>
        public int Wakes { get; set; }

        public int Failures { get => Volatile.Read(ref _failures); set => Volatile.Write(ref _failures, value); }

        public List<string?> Seen { get; } = [];

        public static ITenantStore Around(ITenantStore inner)
        {
            ITenantStore proxy = Create<ITenantStore, FlakyStore>();
            ((FlakyStore)proxy)._inner = inner;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(ITenantStore.WaitForEventsAsync))
            {
#pragma warning disable CA2012 // The proxy hands it on.
                return WaitAsync((long)args![0]!, (CancellationToken)args[1]!);
#pragma warning restore CA2012
            }

            if (targetMethod.Name == nameof(ITenantStore.ReadEventsAsync) && Failures > 0)
            {
                Interlocked.Decrement(ref _failures);
                throw new TenancyStoreException("The server is gone.", isTransient: true);
            }

            return targetMethod.Invoke(_inner, args);
        }

        private async ValueTask WaitAsync(long after, CancellationToken cancellationToken)
        {
            Seen.Add(Ambient.Value ?? TenantContext.Current?.ToString());
            if (Interlocked.Increment(ref _waits) <= Wakes)
            {
                return;
            }

            Interlocked.Increment(ref _waiting);
            try
            {
                await _inner.WaitForEventsAsync(after, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }
        }
    }

    /// <summary>Takes as long as the test says.</summary>
    private sealed class SlowCache : ITenancyCache, IDisposable
    {
        private readonly Channel<EventFeedEntry> _told = Channel.CreateUnbounded<EventFeedEntry>();
        private readonly SemaphoreSlim _gate = new(0);

        public void Forget(EventFeedEntry entry)
        {
            _told.Writer.TryWrite(entry);
            _gate.Wait(TimeSpan.FromSeconds(30));
        }

        public async Task<EventFeedEntry> ToldAsync() =>
            await _told.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        public void GoOn() => _gate.Release();

        public void Dispose() => _gate.Dispose();
    }
}
