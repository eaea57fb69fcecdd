using static Hivemind.Tenancy.Tests.RuleLedger;

namespace Hivemind.Tenancy.Tests;

/// <summary>Growth as a reservation, and resizing, which is both steps at once.</summary>
public sealed class GrowthRulesTests
{
    private static readonly ResourceQuotas Ten = Resources.Quotas(("containers", 10), ("services", 10), ("gpu", 10));

    [Fact]
    public void Growth_counts_the_larger_of_amounts_and_target_of_each_resource()
    {
        RuleLedger ledger = new(Ten);
        AllocationState row = ledger.Run("a", Resources.Amounts(("containers", 3), ("services", 5), ("gpu", 1)));

        AdmissionVerdict verdict = ledger.Grow("a", Resources.Amounts(("containers", 7), ("services", 2), ("fpga", 1)));

        (verdict.Admission, verdict.ExpiresTicks, row.Change, row.Admission).Should().Be((3, (ledger.Now + Lease).UtcTicks, 3, 1));
        (ledger.Of("containers"), ledger.Of("services"), ledger.Of("gpu"), ledger.Of("fpga")).Should().Be(((7, 4), (5, 0), (1, 0), (1, 1)));
        (row.IsCommitted, row.EndsTicks, ledger.State.Committed).Should().Be((true, verdict.ExpiresTicks, 1));
        ledger.ShouldBeExact();
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(9, false)]
    public void Growth_fits_to_the_limit_exactly(long target, bool fits)
    {
        RuleLedger ledger = new(Ten);
        ledger.Run("other", Containers(2));
        ledger.Run("a", Containers(3));
        string before = ledger.ToString();

        AdmissionVerdict verdict = ledger.Grow("a", Containers(target));

        verdict.Decision.IsAdmitted.Should().Be(fits);
        if (!fits)
        {
            verdict.Decision.Shortages.Should().Equal(new QuotaShortage("containers", 6, 5, 0, 10));
            ledger.ToString().Should().Be(before);
        }
    }

    [Fact]
    public void Equal_target_joins_under_a_new_number_and_another_conflicts()
    {
        RuleLedger ledger = new(Ten);
        ledger.Run("a", Containers(3));
        long first = ledger.Grow("a", Containers(7), TimeSpan.FromSeconds(30)).Admission;

        AdmissionVerdict shorter = ledger.Grow("a", Containers(7), TimeSpan.FromSeconds(5));
        AdmissionVerdict longer = ledger.Grow("a", Containers(7), TimeSpan.FromSeconds(31));

        (shorter.Admission, shorter.ExpiresTicks).Should().Be((first + 1, Some.Time.AddSeconds(30).UtcTicks));
        (longer.Admission, longer.ExpiresTicks).Should().Be((first + 2, Some.Time.AddSeconds(31).UtcTicks));
        (ledger["a"].Change, ledger.State.Change, ledger["a"].Growth!.Number).Should().Be((first + 2, first + 2, first + 2));
        ledger.Invoking(l => l.Commit("a", first)).Should().Throw<ReservationExpiredException>("the newest handle wins");
        ledger.Release("a", first).Should().Be(ReleaseVerdict.Nothing);
        ledger.Invoking(l => l.Grow("a", Containers(8))).Should().Throw<AllocationConflictException>().Which.Existing.Should().Be(Containers(7));
        ledger.Invoking(l => l.Grow("a", Containers(3))).Should().Throw<AllocationConflictException>();
        ledger.ShouldBeExact();
    }

    [Fact]
    public void Target_that_is_reached_is_answered_as_committed_and_touches_the_allocation()
    {
        RuleLedger ledger = new(Resources.Quotas(("containers", 0)));
        ledger.State.Quotas = Ten;
        ledger.Run("a", Containers(3));
        foreach (long target in new[] { 3, 2 })
        {
            AdmissionVerdict reached = ledger.Grow("a", Containers(target));
            (reached.ExpiresTicks, reached.Admission, reached.Decision.IsAdmitted).Should().Be((AllocationState.Never, 3, true));
            ledger.Commit("a", reached.Admission).Should().BeFalse();
            ledger.Renew("a", reached.Admission).Should().Be(AllocationState.Never);
        }

        (ledger["a"].Amounts, ledger["a"].Growth, ledger["a"].Change).Should().Be((Containers(3), null, 6));
        ledger.Lower("a", Containers(1), 5).Should().BeFalse("it was decided before somebody counted on it");
    }

    [Fact]
    public void Growth_that_was_committed_is_committed_again_harmlessly_by_its_number()
    {
        RuleLedger ledger = new(Ten);
        ledger.Run("a", Containers(3));
        long number = ledger.Grow("a", Containers(7)).Admission;

        ledger.Commit("a", number).Should().BeTrue();
        (ledger["a"].Amounts, ledger["a"].Growth, ledger["a"].GrownBy, ledger["a"].Change).Should().Be((Containers(7), null, number, number + 1));
        ledger.Of("containers").Should().Be((7, 0));
        ledger.Commit("a", number).Should().BeFalse();
        ledger.Renew("a", number).Should().Be(AllocationState.Never);
        ledger.Grow("a", Containers(7)).Admission.Should().Be(number);
        ledger.Release("a", number).Should().Be(ReleaseVerdict.Nothing, "what is committed is not given back by the growth's handle");
        ledger.ShouldBeExact();
    }

    [Fact]
    public void Commit_without_a_number_means_the_growth_of_what_is_committed_and_otherwise_the_hold()
    {
        RuleLedger ledger = new(Ten);
        ledger.Run("runs", Containers(1));
        ledger.Grow("runs", Containers(2));
        ledger.Admit("held", Containers(1));
        long growth = ledger.Grow("held", Containers(2), TimeSpan.FromSeconds(50)).Admission;

        ledger.Renew("runs", lease: TimeSpan.FromSeconds(40)).Should().Be(Some.Time.AddSeconds(40).UtcTicks);
        ledger["runs"].Growth!.ExpiresTicks.Should().Be(Some.Time.AddSeconds(40).UtcTicks);
        ledger.Renew("held", lease: TimeSpan.FromSeconds(45)).Should().Be(Some.Time.AddSeconds(45).UtcTicks);
        ledger.Renew("held", growth, TimeSpan.FromSeconds(10)).Should().Be(Some.Time.AddSeconds(50).UtcTicks, "never shorter");
        ledger.Commit("runs").Should().BeTrue();
        ledger.Commit("held").Should().BeTrue();

        ledger["runs"].Amounts.Should().Be(Containers(2));
        (ledger["held"].Amounts, ledger["held"].IsCommitted, ledger["held"].Growth!.Number).Should().Be((Containers(1), true, growth));
        ledger.Of("containers").Should().Be((4, 1));
        ledger.Commit("held").Should().BeTrue();
        ledger.Commit("held").Should().BeFalse();
        ledger["held"].Amounts.Should().Be(Containers(2));
        ledger.ShouldBeExact();
    }

    [Fact]
    public void Growth_of_a_hold_that_is_committed_commits_the_hold()
    {
        RuleLedger ledger = new(Ten);
        ledger.Admit("a", Containers(1));
        long growth = ledger.Grow("a", Containers(4)).Admission;

        ledger.Commit("a", growth).Should().BeTrue();

        (ledger["a"].IsCommitted, ledger["a"].Amounts).Should().Be((true, Containers(4)), "what runs at the target runs");
        ledger.Of("containers").Should().Be((4, 0));
        ledger.ShouldBeExact();
    }

    [Fact]
    public void Growth_that_is_committed_lowers_what_its_target_has_less_of()
    {
        RuleLedger ledger = new();
        ledger.Run("a", Resources.Amounts(("containers", 2), ("gpu", 4)));
        ledger.Grow("a", Resources.Amounts(("containers", 4), ("gpu", 1)));
        ledger["a"].ToAllocation(Some.TenantId, Some.Uid).Growth.Should().Be(
            new AllocationGrowth(Resources.Amounts(("containers", 4), ("gpu", 1)), Some.Time + Lease));

        ledger.Commit("a");

        (ledger.Of("containers"), ledger.Of("gpu")).Should().Be(((4, 0), (1, 0)));
        ledger["a"].ToAllocation(Some.TenantId, Some.Uid).Growth.Should().BeNull();
        ledger.ShouldBeExact();
    }

    [Fact]
    public void Growth_that_is_committed_never_lowers_what_was_raised_since()
    {
        RuleLedger ledger = new(Ten);
        ledger.Run("a", Containers(1), "engine");
        long growth = ledger.Grow("a", Containers(4)).Admission;
        ledger.Reconcile("engine", ledger.State.Change, ("a", Containers(6)));

        ledger.Commit("a", growth).Should().BeFalse("it has become more already");

        ledger["a"].Amounts.Should().Be(Containers(6));
        ledger.ShouldBeExact();
    }

    [Fact]
    public void Growth_ends_with_its_lease_exactly_and_leaves_the_rest()
    {
        RuleLedger ledger = new(Ten);
        ledger.Run("a", Containers(3));
        ledger.Grow("a", Containers(7), TimeSpan.FromSeconds(10));

        ledger.Now = Some.Time.AddSeconds(10).AddMicroseconds(-1);
        ledger.Sweep();
        ledger.Of("containers").Should().Be((7, 4));
        ledger.Now = Some.Time.AddSeconds(10);
        ledger.Sweep();

        ledger.Of("containers").Should().Be((3, 0));
        (ledger["a"].Growth, ledger["a"].GrownBy, ledger["a"].EndsTicks).Should().Be((null, 0, AllocationState.Never));
        ledger.Invoking(l => l.Commit("a", 3)).Should().Throw<ReservationExpiredException>();
        ledger.ShouldBeExact();
    }

    [Fact]
    public void Hold_that_ends_takes_its_growth_along()
    {
        RuleLedger ledger = new(Ten);
        ledger.Admit("a", Containers(3), lease: TimeSpan.FromSeconds(5));
        ledger.Grow("a", Containers(7), TimeSpan.FromSeconds(10));

        ledger.Now = Some.Time.AddSeconds(5);
        ledger.Sweep();

        ledger.Rows.Should().BeEmpty();
        ledger.Of("containers").Should().Be((0, 0));
    }

    [Theory]
    [InlineData("growth", ReleaseVerdict.Write, 3, 0)]
    [InlineData("admission", ReleaseVerdict.Remove, 0, 0)]
    [InlineData("any", ReleaseVerdict.Remove, 0, 0)]
    [InlineData("admission, held only", ReleaseVerdict.Nothing, 7, 4)]
    [InlineData("growth, held only", ReleaseVerdict.Write, 3, 0)]
    [InlineData("another", ReleaseVerdict.Nothing, 7, 4)]
    public void Release_by_number_means_what_the_number_is_of(string which, ReleaseVerdict expected, long total, long held)
    {
        RuleLedger ledger = new(Ten);
        AllocationState row = ledger.Run("a", Containers(3));
        long growth = ledger.Grow("a", Containers(7)).Admission;
        long? number = which.Split(',')[0] switch
        {
            "growth" => growth,
            "admission" => row.Admission,
            "any" => null,
            _ => 2,
        };

        ledger.Release("a", number, which.EndsWith("only", StringComparison.Ordinal)).Should().Be(expected);

        ledger.Of("containers").Should().Be((total, held));
        ledger.ShouldBeExact();
    }

    [Fact]
    public void Growth_and_resize_of_what_is_not_live_are_refused()
    {
        RuleLedger ledger = new();

        ledger.Invoking(l => l.Grow("a", Containers(1))).Should().Throw<ReservationExpiredException>();
        ledger.Invoking(l => l.Resize("a", Containers(1))).Should().Throw<ReservationExpiredException>();
    }

    [Fact]
    public void Resize_moves_each_resource_and_only_growth_can_refuse()
    {
        RuleLedger ledger = new(Ten);
        AllocationState row = ledger.Run("a", Resources.Amounts(("containers", 4), ("gpu", 4)));
        ledger.State.Quotas = Resources.Quotas(("containers", 2), ("services", 3), ("gpu", 4));
        string before = ledger.ToString();

        AdmissionVerdict refused = ledger.Resize("a", Resources.Amounts(("containers", 4), ("services", 4), ("gpu", 5)));
        refused.Decision.Shortages.Should().Equal(new QuotaShortage("services", 4, 0, 0, 3), new QuotaShortage("gpu", 1, 4, 0, 4));
        ledger.ToString().Should().Be(before);

        AdmissionVerdict resized = ledger.Resize("a", Resources.Amounts(("containers", 3), ("services", 3)));
        (resized.Decision.IsAdmitted, resized.Admission, resized.ExpiresTicks).Should().Be((true, row.Admission, AllocationState.Never));
        (ledger.Of("containers"), ledger.Of("services"), ledger.Of("gpu")).Should().Be(((3, 0), (3, 0), (0, 0)));
        row.Change.Should().Be(3);
        ledger.ShouldBeExact();
    }

    [Fact]
    public void Resize_to_the_same_only_touches_and_shrinking_needs_no_active_tenant()
    {
        RuleLedger ledger = new(Ten);
        ledger.Run("a", Containers(4));
        ledger.State.Status = TenantStatus.Suspended;
        long change = ledger["a"].Change;

        ledger.Resize("a", Containers(4)).Decision.IsAdmitted.Should().BeTrue();
        ledger["a"].Change.Should().Be(change + 1);
        ledger.Lower("a", Containers(3), change).Should().BeFalse("it was decided before somebody counted on it");
        string before = ledger.ToString();
        ledger.Invoking(l => l.Resize("a", Containers(5))).Should().Throw<TenantNotActiveException>();
        ledger.Invoking(l => l.Resize("a", Resources.Amounts(("containers", 4), ("gpu", 1)))).Should().Throw<TenantNotActiveException>();
        ledger.ToString().Should().Be(before);
        ledger.Resize("a", Containers(3)).Decision.IsAdmitted.Should().BeTrue();
        ledger.State.Status = TenantStatus.Terminating;
        ledger.Invoking(l => l.Resize("a", Containers(2))).Should().Throw<TenantNotActiveException>();
    }

    [Fact]
    public void Resize_to_the_target_commits_the_growth_without_more_room_and_elsewhere_conflicts()
    {
        RuleLedger ledger = new(Ten);
        ledger.Run("a", Containers(3));
        long growth = ledger.Grow("a", Containers(10)).Admission;

        ledger.Invoking(l => l.Resize("a", Containers(9))).Should().Throw<AllocationConflictException>();
        ledger.Resize("a", Containers(10)).Decision.IsAdmitted.Should().BeTrue();

        (ledger["a"].Growth, ledger["a"].GrownBy).Should().Be((null, growth));
        ledger.Of("containers").Should().Be((10, 0));
        ledger.ShouldBeExact();
    }
}
