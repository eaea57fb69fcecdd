using System.Diagnostics.Metrics;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

public sealed class AgeTests : IDisposable
{
    private readonly CacheProbe _probe = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _probe.Dispose();

    [Theory]
    [InlineData("answer", 5.0)]
    [InlineData("", 1.0)]
    public async Task Answer_is_given_up_to_its_age_and_no_longer(string answer, double seconds)
    {
        await _probe.GetAsync("key", answer);

        _probe.Time.Advance(TimeSpan.FromSeconds(seconds) - CacheWorld.Moment);
        _probe.Has("key").Should().BeTrue();
        _probe.Time.Advance(CacheWorld.Moment);
        _probe.Has("key").Should().BeFalse();
        (await _probe.GetAsync("key", "new")).Should().Be("new");
    }

    [Fact]
    public async Task Age_counts_from_the_start_of_the_fetch()
    {
        TaskCompletionSource<string> source = new();
        ValueTask<string> asking = _probe.GetAsync("key", () => source.Task, Cancellation);
        _probe.Time.Advance(TimeSpan.FromSeconds(4));
        source.SetResult("answer");
        await asking;

        _probe.Has("key").Should().BeTrue();
        _probe.Time.Advance(TimeSpan.FromSeconds(1));
        _probe.Has("key").Should().BeFalse();
    }

    [Theory]
    [InlineData("answer", 5.0)]
    [InlineData("", 1.0)]
    public async Task Answer_that_is_too_old_when_it_comes_is_not_kept(string answer, double seconds)
    {
        TaskCompletionSource<string> source = new();
        ValueTask<string> asking = _probe.GetAsync("key", () => source.Task, Cancellation);
        _probe.Time.Advance(TimeSpan.FromSeconds(seconds));
        source.SetResult(answer);

        (await asking).Should().Be(answer);
        _probe.Cache.Count.Should().Be(0);
    }

    [Fact]
    public async Task Brief_answer_lives_no_longer_than_others()
    {
        using CacheProbe probe = new(TimeSpan.FromMilliseconds(200));
        await probe.GetAsync("key", "");

        probe.Time.Advance(TimeSpan.FromMilliseconds(200));

        probe.Has("key").Should().BeFalse();
    }

    [Fact]
    public async Task Nothing_is_kept_or_shared_for_no_time()
    {
        using CacheProbe probe = new(TimeSpan.Zero);
        TaskCompletionSource<string> source = new();
        ValueTask<string> first = probe.GetAsync("key", () => source.Task, Cancellation);

        (await probe.GetAsync("key", "second")).Should().Be("second");

        source.SetResult("first");
        (await first).Should().Be("first");
        probe.Cache.Count.Should().Be(0);
    }

    [Theory]
    [InlineData(365)]
    [InlineData(-365)]
    public async Task Setting_the_wall_clock_changes_nothing(int days)
    {
        using Meter meter = new("age");
        TwoClocks time = new();
        ReadThroughCache<string, string> cache = new(time, CacheProbe.Duration, _ => null, 10, new CacheLookups(meter.CreateCounter<long>("lookups"), "age"));
        await cache.FetchAsync("key", () => new ValueTask<string>("answer"), Cancellation);

        time.Wall = time.Wall.AddDays(days);
        time.Ticks += 4 * time.TimestampFrequency;
        cache.TryGet("key", out _).Should().BeTrue();

        time.Ticks += time.TimestampFrequency;
        cache.TryGet("key", out _).Should().BeFalse();
    }

    /// <summary>A wall clock that can be set, and ticks that go their own way and at their own pace.</summary>
    private sealed class TwoClocks : TimeProvider
    {
        public DateTimeOffset Wall { get; set; } = new(2026, 3, 14, 0, 0, 0, TimeSpan.Zero);

        public long Ticks { get; set; } = 17;

        public override long TimestampFrequency => 1000;

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => Ticks;
    }
}
