namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

public sealed class ForgettingTests : IDisposable
{
    private readonly CacheProbe _probe = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _probe.Dispose();

    public static TheoryData<string> Ways => ["forget", "clear", "unless"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Answer_is_forgotten(string way)
    {
        await _probe.GetAsync("key", "old");

        Forget(way);

        _probe.Has("key").Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Running_fetch_is_not_kept_nor_joined(string way)
    {
        TaskCompletionSource<string> source = new();
        ValueTask<string> before = _probe.GetAsync("key", () => source.Task, Cancellation);

        Forget(way);

        (await _probe.GetAsync("key", "new").AsTask().WaitAsync(HangLimit.Duration, Cancellation)).Should().Be("new", "a caller that asks after the change does not join a fetch from before");
        source.SetResult("old");
        (await before).Should().Be("old");
        (await _probe.GetAsync("key", "not asked for")).Should().Be("new");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Fetch_that_ends_after_the_change_leaves_nothing(string way)
    {
        TaskCompletionSource<string> source = new();
        ValueTask<string> before = _probe.GetAsync("key", () => source.Task, Cancellation);

        Forget(way);
        source.SetResult("old");
        await before;

        _probe.Cache.Count.Should().Be(0);
    }

    [Fact]
    public async Task Answer_that_still_is_what_was_seen_stays()
    {
        await _probe.GetAsync("key", "same");

        _probe.Cache.ForgetUnless("key", "same", static (known, seen) => known == seen);

        _probe.Has("key").Should().BeTrue();
    }

    [Fact]
    public async Task Failure_of_a_forgotten_fetch_takes_nothing_from_the_next()
    {
        TaskCompletionSource<string> source = new();
        ValueTask<string> before = _probe.GetAsync("key", () => source.Task, Cancellation);
        _probe.Cache.Forget("key");
        await _probe.GetAsync("key", "new");

        source.SetException(new IOException());

        await before.AsTask().Awaiting(t => t).Should().ThrowAsync<IOException>();
        _probe.Has("key").Should().BeTrue();
    }

    /// <summary>Writers change the source, forget, and only then publish what they wrote: nobody who asks after that may get less.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_answer_is_older_than_a_change_that_had_returned(bool clears)
    {
        const int keys = 3;
        long[] source = new long[keys];
        long[] published = new long[keys];
        object gate = new();
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task[] readers = [.. Enumerable.Range(0, 6).Select(r => Task.Run(async () =>
        {
            for (int i = r; i < 20_000; i++)
            {
                int key = i % keys;
                long known = Volatile.Read(ref published[key]);
                string answer = await _probe.GetAsync($"{key}", async () =>
                {
                    string read = $"{Volatile.Read(ref source[key])}";
                    await Task.Yield();
                    return read;
                });
                long.Parse(answer, System.Globalization.CultureInfo.InvariantCulture).Should().BeGreaterThanOrEqualTo(known);
                if (i % 64 == 0)
                {
                    await Task.Yield();
                }
            }
        }, Cancellation))];
        Task[] writers = [.. Enumerable.Range(0, 2).Select(w => Task.Run(async () =>
        {
            for (int i = w; !end.IsCancellationRequested; i++)
            {
                int key = i % keys;
                lock (gate)
                {
                    long written = Interlocked.Increment(ref source[key]);
                    if (clears)
                    {
                        _probe.Cache.Clear();
                    }
                    else
                    {
                        _probe.Cache.Forget($"{key}");
                    }

                    Volatile.Write(ref published[key], written);
                }

                if (i % 16 == 0)
                {
                    await Task.Yield();
                }
            }
        }, Cancellation))];

        await Task.WhenAny(Task.WhenAll(readers), Task.WhenAny(writers));
        await end.CancelAsync();
        await Task.WhenAll([.. writers, .. readers]);

        _probe.Fetches.Should().BeGreaterThan(100);
    }

    private void Forget(string way)
    {
        switch (way)
        {
            case "forget":
                _probe.Cache.Forget("key");
                break;
            case "clear":
                _probe.Cache.Clear();
                break;
            default:
                _probe.Cache.ForgetUnless("key", "new", static (known, seen) => known == seen);
                break;
        }
    }
}
