namespace Samples.Tests;

public sealed class ReplayOrderTests
{
    private const string OneContainer = "--max-containers=1";

    [Theory]
    [InlineData(9, 1)]
    [InlineData(10, 2)]
    [InlineData(11, 2)]
    public async Task Release_comes_before_a_reservation_at_the_same_time(int submit, int admitted)
    {
        Outcome outcome = await Replay.LogAsync(Swf.Log(Swf.Job(0, 10, 1), Swf.Job(submit, 10, 1)), OneContainer);

        outcome.Totals.Should().Be(new OutcomeTotals(admitted, 2 - admitted, 0));
        outcome.Tenants["group-1"].PeakContainers.Should().Be(1);
    }

    [Theory]
    [InlineData(3, 2, 3)]
    [InlineData(2, 3, 2)]
    public async Task Reservations_at_one_time_are_made_in_the_order_of_the_file(int first, int second, int peak)
    {
        Outcome outcome = await Replay.LogAsync(Swf.Log(Swf.Job(5, 10, first), Swf.Job(5, 10, second)), "--cpu-limit=4");

        outcome.Tenants["group-1"].Should().Be(new OutcomeTenant(1, 1, peak, 1));
    }

    [Fact]
    public async Task Order_of_the_file_decides_among_many_at_one_time()
    {
        IEnumerable<string> filler = Enumerable.Range(0, 100).Select(i => Swf.Job(0, 1, 1));

        Outcome outcome = await Replay.LogAsync(Swf.Log([.. filler, Swf.Job(0, 1, 50), .. filler]), "--cpu-limit=150");

        outcome.Tenants["group-1"].Should().Be(new OutcomeTenant(101, 100, 150, 101));
    }

    [Fact]
    public async Task Jobs_are_replayed_by_time_and_not_by_line()
    {
        Outcome outcome = await Replay.LogAsync(Swf.Log(Swf.Job(100, 10, 7), Swf.Job(0, 200, 3)), OneContainer);

        outcome.Tenants["group-1"].Should().Be(new OutcomeTenant(1, 1, 3, 1));
    }

    [Fact]
    public async Task Refused_job_is_never_held()
    {
        Outcome outcome = await Replay.LogAsync(
            Swf.Log(Swf.Job(0, 10, 3), Swf.Job(1, 100, 2), Swf.Job(10, 5, 4)), "--cpu-limit=4");

        outcome.Tenants["group-1"].Should().Be(new OutcomeTenant(2, 1, 4, 1));
    }

    [Fact]
    public async Task Job_of_years_is_held_to_its_end()
    {
        const long tenYears = 10L * 365 * 86_400;

        Outcome outcome = await Replay.LogAsync(
            Swf.Log(Swf.Job(tenYears, tenYears, 1), Swf.Job((2 * tenYears) - 1, 1, 1), Swf.Job(2 * tenYears, 1, 1)), OneContainer);

        outcome.Totals.Should().Be(new OutcomeTotals(2, 1, 0));
    }

    [Fact]
    public async Task Fractions_of_a_second_count()
    {
        Outcome outcome = await Replay.LogAsync(
            Swf.Log(Swf.Job("0.25", "0.5", 1), Swf.Job("0.5", "0.5", 1), Swf.Job("0.75", "0.5", 1)), OneContainer);

        outcome.Totals.Should().Be(new OutcomeTotals(2, 1, 0));
    }

    [Fact]
    public async Task Jobs_that_held_nothing_are_skipped_and_make_no_tenant()
    {
        Outcome outcome = await Replay.LogAsync(
            Swf.Log(Swf.Job(0, 0, 1, 1), Swf.Job(0, -1, 1, 2), Swf.Job(0, 9, 0, 3), Swf.Job(0, 9, -1, 4), Swf.Job(0, 9, 1, 5)));

        outcome.Totals.Should().Be(new OutcomeTotals(1, 0, 4));
        outcome.Tenants.Keys.Should().Equal("group-5");
    }

    [Fact]
    public async Task Jobs_of_one_number_are_jobs_of_their_own()
    {
        Outcome outcome = await Replay.LogAsync(Swf.Log(Swf.Job(0, 9, 2, number: 1), Swf.Job(1, 9, 2, number: 1), Swf.Job(2, 9, 3, number: 1)));

        outcome.Tenants["group-1"].Should().Be(new OutcomeTenant(3, 0, 7, 3));
    }
}
