namespace Hivemind.Tenancy.Tests;

/// <summary>When a share of a limit is reported; at the exact share, the exact minute, and the largest numbers.</summary>
public sealed class ThresholdRulesTests
{
    private static readonly int[] Percents = [80, 95];

    [Theory]
    [InlineData(79, 0, 0)]
    [InlineData(80, 0, 80)]
    [InlineData(94, 0, 80)]
    [InlineData(95, 0, 95)]
    [InlineData(500, 0, 95)]
    [InlineData(94, 80, 80)]
    [InlineData(95, 80, 95)]
    [InlineData(91, 95, 95)]
    [InlineData(90, 95, 80)]
    [InlineData(76, 95, 80)]
    [InlineData(75, 95, 0)]
    [InlineData(76, 80, 80)]
    [InlineData(75, 80, 0)]
    [InlineData(0, 95, 0)]
    public void Highest_that_is_reached_stands_and_rearms_five_points_below(long total, int before, int after)
    {
        ResourceState state = ThresholdRules.Judge(Percents, new ResourceState(total, 0, before, 0), 100, Some.Time, mayReport: true, out bool isReported);

        state.Threshold.Should().Be(after);
        isReported.Should().Be(after > before);
        state.FiredTicks.Should().Be(after > before ? Some.Time.UtcTicks : 0);
        state.Total.Should().Be(total);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(599_999_999, false)]
    [InlineData(600_000_000, true)]
    [InlineData(600_000_001, true)]
    public void Crossing_is_held_back_for_a_minute_and_a_report_in_the_future_counts_as_past(long ticksAfter, bool reports)
    {
        ResourceState before = new(95, 0, 80, Some.Time.UtcTicks);

        ResourceState after = ThresholdRules.Judge(Percents, before, 100, Some.Time.AddTicks(ticksAfter), mayReport: true, out bool isReported);

        isReported.Should().Be(reports);
        after.Should().Be(reports ? new ResourceState(95, 0, 95, Some.Time.UtcTicks + ticksAfter) : before, "it is left to the next step");
    }

    [Fact]
    public void Step_that_may_not_report_leaves_a_crossing_and_rearms()
    {
        ThresholdRules.Judge(Percents, new ResourceState(99, 0, 0, 0), 100, Some.Time, mayReport: false, out bool isReported)
            .Should().Be(new ResourceState(99, 0, 0, 0));
        isReported.Should().BeFalse();
        ThresholdRules.Judge(Percents, new ResourceState(1, 0, 95, 7), 100, Some.Time, mayReport: false, out _).Should().Be(new ResourceState(1, 0, 0, 7));
    }

    [Fact]
    public void No_limit_and_no_threshold_report_nothing()
    {
        ThresholdRules.Judge(Percents, new ResourceState(99, 1, 95, 7), EffectiveLimits.None, Some.Time, mayReport: true, out bool isReported)
            .Should().Be(new ResourceState(99, 1, 0, 7));
        isReported.Should().BeFalse();
        ThresholdRules.Judge([], new ResourceState(99, 1, 0, 0), 1, Some.Time, mayReport: true, out isReported).Threshold.Should().Be(0);
        isReported.Should().BeFalse();
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 1, 95)]
    [InlineData(1, 1, 95)]
    [InlineData(7, 5, 0)]
    [InlineData(7, 6, 80)]
    [InlineData(long.MaxValue - 1, 7_378_697_629_483_820_644, 0)]
    [InlineData(long.MaxValue - 1, 7_378_697_629_483_820_645, 80)]
    [InlineData(long.MaxValue - 1, long.MaxValue - 1, 95)]
    public void Limits_of_any_size_are_exact(long limit, long total, int reached) =>
        ThresholdRules.Judge(Percents, new ResourceState(total, 0, 0, 0), limit, Some.Time, mayReport: true, out _).Threshold.Should().Be(reached);

    [Theory]
    [InlineData(0, 80, -1)]
    [InlineData(80, 95, 75)]
    [InlineData(95, long.MaxValue, 90)]
    public void Bounds_are_the_totals_between_which_nothing_is_to_be_judged(int standing, long firesAt, long rearmsAt)
    {
        ThresholdRules.Bounds(Percents, standing, 100).Should().Be((firesAt, rearmsAt));
        ThresholdRules.Bounds(Percents, standing, EffectiveLimits.None).Should().Be((long.MaxValue, -1));
    }

    [Fact]
    public void Threshold_of_five_percent_or_less_rearms_at_nothing()
    {
        ThresholdRules.Judge([3], new ResourceState(1, 0, 3, 0), 100, Some.Time, mayReport: true, out _).Threshold.Should().Be(3);
        ThresholdRules.Judge([3], new ResourceState(0, 0, 3, 0), 100, Some.Time, mayReport: true, out _).Threshold.Should().Be(0);
    }
}
