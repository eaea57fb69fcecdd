namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>What the check of usage records after a crash finds.</summary>
public sealed class UsageCheckTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);
    private static readonly UsageRecord Held = Record(0, 2, isCommitted: false);
    private static readonly UsageRecord Committed = Record(2, 5, isCommitted: true);
    private static readonly WorkerJournal.Expectation Gone = new(3, MayBeAbsent: true, MayBeHeld: false, MayBeCommitted: false);
    private static readonly WorkerJournal.Expectation Runs = new(3, MayBeAbsent: false, MayBeHeld: false, MayBeCommitted: true);
    private static readonly WorkerJournal.Expectation Waits = new(3, MayBeAbsent: false, MayBeHeld: true, MayBeCommitted: false);

    [Fact]
    public void Records_that_follow_one_another_are_right()
    {
        UsageCheck.Faults([Held, Committed], Gone, isReleased: true).Should().BeNull();
        UsageCheck.Faults([Held, Record(2, 3, isCommitted: true), Record(3, 5, isCommitted: true)], Gone, isReleased: true).Should().BeNull("a month was over");
        UsageCheck.Faults([Held], Runs, isReleased: false).Should().BeNull();
        UsageCheck.Faults([], Waits, isReleased: false).Should().BeNull();
        UsageCheck.Faults([], Gone, isReleased: false).Should().BeNull("it was refused");
    }

    [Fact]
    public void Lost_record_is_found()
    {
        UsageCheck.Faults([], Gone, isReleased: true).Should().Contain("not charged");
        UsageCheck.Faults([Held], Gone, isReleased: true).Should().Contain("not charged");
        UsageCheck.Faults([Committed], Gone, isReleased: true).Should().Contain("not charged");
        UsageCheck.Faults([], Runs, isReleased: false).Should().Contain("not charged");
        UsageCheck.Faults([Held, Record(3, 5, isCommitted: true)], Gone, isReleased: true).Should().Contain("gap");
    }

    [Fact]
    public void Doubled_record_is_found()
    {
        UsageCheck.Faults([Held, Committed, Committed], Gone, isReleased: true).Should().Contain("overlaps");
        UsageCheck.Faults([Held, Held], Runs, isReleased: false).Should().Contain("overlaps");
        UsageCheck.Faults([Held], Gone, isReleased: false).Should().Contain("before it has ended");
    }

    [Fact]
    public void Record_of_something_else_is_found()
    {
        UsageCheck.Faults([Held, Committed with { Amounts = new ResourceAmounts { Containers = 4 } }], Gone, isReleased: true).Should().Contain("did not hold");
        UsageCheck.Faults([Record(0, 2, isCommitted: true), Record(2, 5, isCommitted: false)], Gone, isReleased: true).Should().Contain("after it was committed");
    }

    private static UsageRecord Record(int from, int to, bool isCommitted) => new(
        TenantId.Parse("acme"), TenantUid.NewUid(), "web", new ResourceAmounts { Containers = 3 }, Start.AddSeconds(from), Start.AddSeconds(to))
    { IsCommitted = isCommitted };
}
