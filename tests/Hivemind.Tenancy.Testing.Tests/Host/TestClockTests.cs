namespace Hivemind.Tenancy.Testing.Tests;

public sealed class TestClockTests
{
    [Fact]
    public void Time_stands_still_until_it_is_moved()
    {
        TestClock clock = new();
        DateTimeOffset start = clock.GetUtcNow();
        long timestamp = clock.GetTimestamp();

        clock.Advance(TimeSpan.FromSeconds(5));

        clock.GetUtcNow().Should().Be(start.AddSeconds(5));
        clock.GetElapsedTime(timestamp).Should().Be(TimeSpan.FromSeconds(5));
        clock.Invoking(c => c.Advance(TimeSpan.FromTicks(-1))).Should().Throw<ArgumentOutOfRangeException>();
        clock.SetUtcNow(start.AddDays(-1));
        clock.GetUtcNow().Should().Be(start.AddDays(-1));
        clock.GetElapsedTime(timestamp).Should().Be(TimeSpan.FromSeconds(5), "a clock that is corrected is no time that passes");
    }

    [Fact]
    public void Timers_run_when_they_come_due_and_see_their_time()
    {
        TestClock clock = new();
        DateTimeOffset start = clock.GetUtcNow();
        List<double> runs = [];
        using ITimer periodic = clock.CreateTimer(_ => runs.Add((clock.GetUtcNow() - start).TotalSeconds), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
        using ITimer once = clock.CreateTimer(_ => runs.Add(-1), null, TimeSpan.FromSeconds(4), Timeout.InfiniteTimeSpan);

        clock.Advance(TimeSpan.FromSeconds(1));
        runs.Should().BeEmpty();
        clock.Advance(TimeSpan.FromSeconds(8));
        runs.Should().Equal(2, -1, 5, 8);
        periodic.Dispose();
        clock.Advance(TimeSpan.FromSeconds(100));
        runs.Should().HaveCount(4);
    }

    [Fact]
    public async Task Delays_end_with_it()
    {
        TestClock clock = new();
        Task delay = Task.Delay(TimeSpan.FromMinutes(1), clock, TestContext.Current.CancellationToken);

        delay.IsCompleted.Should().BeFalse();
        clock.Advance(TimeSpan.FromMinutes(1));
        await delay;
    }
}
