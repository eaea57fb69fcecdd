namespace Hivemind.Tenancy.Tests;

public sealed class AllocationObservationTests
{
    private static readonly ObservedAllocation One = new("job-1", Some.Amounts());
    private static readonly ObservedAllocation Two = new("job-2", Resources.Amounts(("cpu", 1)));

    [Fact]
    public void Observation_says_what_it_was_given()
    {
        AllocationObservation observation = new("engine-1", Some.Mark(7), [Two, One]);

        observation.Source.Should().Be("engine-1");
        observation.Mark.Should().Be(Some.Mark(7));
        observation.Allocations.Should().Equal([One, Two], "they come in ordinal order of the ids");
        observation.Interval.Should().Be(TimeSpan.Zero);
        One.Id.Should().Be("job-1");
        One.Amounts.Should().Be(Some.Amounts());
    }

    [Fact]
    public void Nothing_seen_is_an_observation() => new AllocationObservation("engine-1", Some.Mark(7), []).Allocations.Should().BeEmpty();

    [Fact]
    public void Id_seen_twice_is_refused_by_name() =>
        ((Action)(() => _ = new AllocationObservation("engine-1", Some.Mark(7), [One, Two, new ObservedAllocation("job-1", Resources.Amounts(("cpu", 1)))])))
            .Should().Throw<ArgumentException>().WithMessage("*'job-1'*twice*");

    [Fact]
    public void Ids_are_compared_ordinally() =>
        new AllocationObservation("engine-1", Some.Mark(7), [One, new ObservedAllocation("JOB-1", Resources.Amounts(("cpu", 1)))])
            .Allocations.Should().HaveCount(2);

    [Fact]
    public void Null_is_refused()
    {
        ((Action)(() => _ = new AllocationObservation("engine-1", Some.Mark(7), null!))).Should().Throw<ArgumentNullException>();
        ((Action)(() => _ = new AllocationObservation("engine-1", Some.Mark(7), [null!]))).Should().Throw<ArgumentException>();
        ((Action)(() => _ = new AllocationObservation("engine-1", null!, []))).Should().Throw<ArgumentNullException>();
        ((Action)(() => _ = new ObservedAllocation("job-1", null!))).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void Nothing_in_use_is_not_seen() =>
        ((Action)(() => _ = new ObservedAllocation("job-1", ResourceAmounts.None))).Should().Throw<ArgumentException>().WithMessage("*nothing*");

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(24 * 3600, true)]
    [InlineData((24 * 3600) + 1, false)]
    public void Interval_is_nothing_to_a_day(int seconds, bool isAllowed)
    {
        Action make = () => _ = new AllocationObservation("engine-1", Some.Mark(7), []) { Interval = TimeSpan.FromSeconds(seconds) };

        if (isAllowed)
        {
            make.Should().NotThrow();
        }
        else
        {
            make.Should().Throw<ArgumentOutOfRangeException>();
        }
    }

    [Fact]
    public void Observation_does_not_change_with_its_source()
    {
        List<ObservedAllocation> seen = [One];
        AllocationObservation observation = new("engine-1", Some.Mark(7), seen);

        seen.Add(One);

        observation.Should().Be(new AllocationObservation("engine-1", Some.Mark(7), [One with { }]));
    }
}
