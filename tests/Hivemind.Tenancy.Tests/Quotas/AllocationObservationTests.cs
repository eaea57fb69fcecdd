namespace Hivemind.Tenancy.Tests;

public sealed class AllocationObservationTests
{
    private static readonly ObservedAllocation One = new("job-1", Some.Amounts());
    private static readonly ObservedAllocation Two = new("job-2", ResourceAmounts.None);

    [Fact]
    public void Observation_says_what_it_was_given()
    {
        AllocationObservation observation = new("engine-1", Some.Time, [Two, One]);

        observation.Source.Should().Be("engine-1");
        observation.StartedAt.Should().Be(Some.Time);
        observation.Allocations.Should().Equal(Two, One);
        One.Id.Should().Be("job-1");
        One.Amounts.Should().Be(Some.Amounts());
    }

    [Fact]
    public void Nothing_seen_is_an_observation() => new AllocationObservation("engine-1", Some.Time, []).Allocations.Should().BeEmpty();

    [Fact]
    public void Id_seen_twice_is_refused_by_name() =>
        ((Action)(() => _ = new AllocationObservation("engine-1", Some.Time, [One, Two, new ObservedAllocation("job-1", ResourceAmounts.None)])))
            .Should().Throw<ArgumentException>().WithMessage("*'job-1'*twice*");

    [Fact]
    public void Ids_are_compared_ordinally() =>
        new AllocationObservation("engine-1", Some.Time, [One, new ObservedAllocation("JOB-1", ResourceAmounts.None)])
            .Allocations.Should().HaveCount(2);

    [Fact]
    public void Null_is_refused()
    {
        ((Action)(() => _ = new AllocationObservation("engine-1", Some.Time, null!))).Should().Throw<ArgumentNullException>();
        ((Action)(() => _ = new AllocationObservation("engine-1", Some.Time, [null!]))).Should().Throw<ArgumentException>();
        ((Action)(() => _ = new ObservedAllocation("job-1", null!))).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void Observation_does_not_change_with_its_source()
    {
        List<ObservedAllocation> seen = [One];
        AllocationObservation observation = new("engine-1", Some.Time, seen);

        seen.Add(One);

        observation.Should().Be(new AllocationObservation("engine-1", Some.Time, [One with { }]));
    }
}
