namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

public sealed class SharedFetchTests : IDisposable
{
    private readonly CacheProbe _probe = new();
    private readonly TaskCompletionSource<string> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _probe.Dispose();

    [Fact]
    public async Task Concurrent_misses_of_one_key_make_one_call()
    {
        for (int round = 0; round < 200; round++)
        {
            using Barrier start = new(8);
            string key = $"key {round}";
            TaskCompletionSource<string> source = new();
            int asked = 0;
            Task<string>[] all = [.. Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
                async () =>
                {
                    start.SignalAndWait(Cancellation);
                    ValueTask<string> asking = _probe.GetAsync(key, () => source.Task, Cancellation);
                    if (Interlocked.Increment(ref asked) == 8)
                    {
                        source.SetResult("answer");
                    }

                    return await asking;
                },
                Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap())];

            (await Task.WhenAll(all)).Should().OnlyContain(a => a == "answer");
            _probe.Fetches.Should().Be(round + 1);
        }
    }

    [Fact]
    public async Task Misses_of_different_keys_do_not_wait_for_each_other()
    {
        ValueTask<string> waiting = _probe.GetAsync("slow", () => _source.Task, Cancellation);

        (await _probe.GetAsync("fast", "answer")).Should().Be("answer");

        _source.SetResult("late");
        (await waiting).Should().Be("late");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Caller_that_cancels_leaves_the_fetch_to_the_others(int cancelled)
    {
        using CancellationTokenSource mine = new();
        Task<string>[] asking =
        [
            _probe.GetAsync("key", () => _source.Task, cancelled == 0 ? mine.Token : Cancellation).AsTask(),
            _probe.GetAsync("key", () => _source.Task, cancelled == 1 ? mine.Token : Cancellation).AsTask(),
        ];

        await mine.CancelAsync();

        (await asking[cancelled].Awaiting(t => t).Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(mine.Token);
        _source.SetResult("answer");
        (await asking[1 - cancelled]).Should().Be("answer");
        _probe.Fetches.Should().Be(1);
        _probe.Has("key").Should().BeTrue();
    }

    [Fact]
    public async Task Failure_reaches_everybody_who_waits_and_is_not_kept()
    {
        Task<string>[] asking = [.. Enumerable.Range(0, 5).Select(_ => _probe.GetAsync("key", () => _source.Task, Cancellation).AsTask())];

        _source.SetException(new TenancyStoreException("down", isTransient: true));

        foreach (Task<string> one in asking)
        {
            (await one.Awaiting(t => t).Should().ThrowAsync<TenancyStoreException>()).Which.IsTransient.Should().BeTrue();
        }

        _probe.Fetches.Should().Be(1);
        _probe.Cache.Count.Should().Be(0);
        (await _probe.GetAsync("key", "answer")).Should().Be("answer");
    }

    [Fact]
    public async Task Failure_before_there_is_a_task_is_one_too()
    {
        await _probe.Awaiting(p => p.GetAsync("key", () => throw new TenancyStoreException("down", isTransient: false), Cancellation).AsTask())
            .Should().ThrowAsync<TenancyStoreException>();

        (await _probe.GetAsync("key", "answer")).Should().Be("answer");
    }

    [Fact]
    public async Task Failure_that_nobody_waits_for_any_more_is_not_unobserved()
    {
        int unobserved = 0;
        TaskScheduler.UnobservedTaskException += OnUnobserved;
        using CancellationTokenSource mine = new();
        await mine.CancelAsync();
        await AskAsync(_probe, mine.Token);

        GC.Collect();
        GC.WaitForPendingFinalizers();

        TaskScheduler.UnobservedTaskException -= OnUnobserved;
        unobserved.Should().Be(0);

        void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e) =>
            unobserved += e.Exception.ToString().Contains("nobody waits", StringComparison.Ordinal) ? 1 : 0;

        static async Task AskAsync(CacheProbe probe, CancellationToken cancelled)
        {
            TaskCompletionSource<string> source = new();
            await probe.Awaiting(p => p.GetAsync("key", () => source.Task, cancelled).AsTask()).Should().ThrowAsync<OperationCanceledException>();
            source.SetException(new IOException("nobody waits"));
        }
    }

    [Fact]
    public async Task Fetch_that_hangs_is_joined_for_a_second()
    {
        ValueTask<string> hanging = _probe.GetAsync("key", () => _source.Task, Cancellation);
        _probe.Time.Advance(TimeSpan.FromSeconds(1) - CacheWorld.Moment);
        ValueTask<string> joined = _probe.GetAsync("key", "not asked for");
        _probe.Time.Advance(CacheWorld.Moment);

        (await _probe.GetAsync("key", "new").AsTask().WaitAsync(HangLimit.Duration, Cancellation)).Should().Be("new");

        _source.SetResult("old");
        (await hanging).Should().Be("old");
        (await joined).Should().Be("old");
        (await _probe.GetAsync("key", "not asked for")).Should().Be("new", "the fetch that was given up leaves nothing");
        _probe.Fetches.Should().Be(2);
    }

    [Fact]
    public async Task Answer_that_came_is_not_fetched_again()
    {
        await _probe.GetAsync("key", "answer");

        (await _probe.GetAsync("key", "other")).Should().Be("answer");
        _probe.Fetches.Should().Be(1);
    }
}
