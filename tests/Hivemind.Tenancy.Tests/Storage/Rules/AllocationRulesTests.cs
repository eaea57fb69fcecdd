using static Hivemind.Tenancy.Tests.RuleLedger;

namespace Hivemind.Tenancy.Tests;

/// <summary>Committing, renewing, releasing, lowering and sweeping.</summary>
public sealed class AllocationRulesTests
{
    public static MatrixTheoryData<TenantStatus, string> NotChangeable =>
        new([TenantStatus.Pending, TenantStatus.Terminating], ["commit", "renew", "lower", "resize", "grow"]);

    [Fact]
    public void Hold_that_is_committed_ends_by_nothing_and_repeats_harmlessly()
    {
        RuleLedger ledger = new();
        long number = ledger.Admit("a", Resources.Amounts(("containers", 2), ("gpu", 1))).Admission;

        ledger.Commit("a", number).Should().BeTrue();
        ledger.Commit("a", number).Should().BeFalse();
        ledger.Commit("a").Should().BeFalse();

        (ledger["a"].IsCommitted, ledger["a"].Admission, ledger["a"].Change).Should().Be((true, number, number + 3));
        (ledger.State.Held, ledger.State.Committed, ledger.State.Change).Should().Be((0, 1, number + 3));
        (ledger.Of("containers"), ledger.Of("gpu")).Should().Be(((2, 0), (1, 0)));
        ledger.Renew("a").Should().Be(AllocationState.Never);
        ledger.Now = TenancyClock.Latest;
        ledger.Sweep();
        ledger.Rows.Should().ContainKey("a");
        ledger.ShouldBeExact();
    }

    [Fact]
    public void Older_number_acts_on_nothing()
    {
        RuleLedger ledger = new();
        long old = ledger.Admit("a", Containers(1)).Admission;
        ledger.Admit("a", Containers(1));
        string before = ledger.ToString();

        foreach (long number in new[] { old, 0, old + 2 })
        {
            ledger.Release("a", number).Should().Be(ReleaseVerdict.Nothing);
            ledger.Release("a", number, onlyHeld: true).Should().Be(ReleaseVerdict.Nothing);
        }

        foreach (long number in new[] { old, old + 2 })
        {
            ledger.Invoking(l => l.Commit("a", number)).Should().Throw<ReservationExpiredException>();
            ledger.Invoking(l => l.Renew("a", number)).Should().Throw<ReservationExpiredException>();
        }

        ledger.ToString().Should().Be(before);
    }

    [Theory]
    [InlineData(false, false, ReleaseVerdict.Remove)]
    [InlineData(false, true, ReleaseVerdict.Remove)]
    [InlineData(true, false, ReleaseVerdict.Remove)]
    [InlineData(true, true, ReleaseVerdict.Nothing)]
    public void Disposal_frees_only_what_is_held(bool committed, bool onlyHeld, ReleaseVerdict expected)
    {
        foreach (bool byNumber in new[] { false, true })
        {
            RuleLedger ledger = new();
            long number = ledger.Admit("a", Containers(1)).Admission;
            if (committed)
            {
                ledger.Commit("a");
            }

            ledger.Release("a", byNumber ? number : null, onlyHeld).Should().Be(expected);
            ledger.Of("containers").Total.Should().Be(expected == ReleaseVerdict.Remove ? 0 : 1);
            ledger.ShouldBeExact();
            ledger.Release("gone", byNumber ? number : null, onlyHeld).Should().Be(ReleaseVerdict.Nothing);
        }
    }

    [Theory]
    [InlineData(TenantStatus.Pending)]
    [InlineData(TenantStatus.Active)]
    [InlineData(TenantStatus.Suspended)]
    [InlineData(TenantStatus.Terminating)]
    public void Release_is_allowed_in_every_status(TenantStatus status)
    {
        RuleLedger ledger = new();
        ledger.Run("a", Containers(1));
        ledger.State.Status = status;

        ledger.Release("a").Should().Be(ReleaseVerdict.Remove);
    }

    [Theory, MemberData(nameof(NotChangeable))]
    public void Status_that_allows_no_change_is_refused(TenantStatus status, string operation)
    {
        RuleLedger ledger = new();
        ledger.Admit("a", Containers(2));
        ledger.State.Status = status;
        string before = ledger.ToString();

        Action act = operation switch
        {
            "commit" => () => ledger.Commit("a"),
            "renew" => () => ledger.Renew("a"),
            "lower" => () => ledger.Lower("a", Containers(1), ledger["a"].Change),
            "resize" => () => ledger.Resize("a", Containers(1)),
            _ => () => ledger.Grow("gone", Containers(1)),
        };

        act.Should().Throw<TenantNotActiveException>();
        ledger.ToString().Should().Be(before);
    }

    [Fact]
    public void Suspended_tenant_commits_renews_and_lowers()
    {
        RuleLedger ledger = new();
        ledger.Admit("a", Containers(2));
        ledger.State.Status = TenantStatus.Suspended;

        ledger.Renew("a", lease: TimeSpan.FromHours(1)).Should().Be(Some.Time.AddHours(1).UtcTicks);
        ledger.Commit("a").Should().BeTrue();
        ledger.Lower("a", Containers(1), ledger["a"].Change).Should().BeTrue();
    }

    [Fact]
    public void Nothing_live_is_expired()
    {
        RuleLedger ledger = new();

        ledger.Invoking(l => l.Commit("a")).Should().Throw<ReservationExpiredException>().Which.AllocationId.Should().Be("a");
        ledger.Invoking(l => l.Renew("a")).Should().Throw<ReservationExpiredException>();
        ledger.Lower("a", Containers(1), 1).Should().BeFalse();
    }

    [Theory]
    [InlineData(29, 30)]
    [InlineData(30, 30)]
    [InlineData(31, 31)]
    public void Renewal_never_shortens_and_is_no_change(int seconds, int ends)
    {
        RuleLedger ledger = new();
        long number = ledger.Admit("a", Containers(1), lease: TimeSpan.FromSeconds(30)).Admission;

        ledger.Renew("a", number, TimeSpan.FromSeconds(seconds)).Should().Be(Some.Time.AddSeconds(ends).UtcTicks);

        (ledger["a"].ExpiresTicks, ledger["a"].Change, ledger.State.Change).Should().Be((Some.Time.AddSeconds(ends).UtcTicks, number, number));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public void Hold_has_ended_when_its_time_has_come(int microseconds, bool hasEnded)
    {
        RuleLedger ledger = new();
        ledger.Admit("a", Containers(1), lease: Lease);
        ledger.Now = Some.Time + Lease + TimeSpan.FromMicroseconds(microseconds);

        ledger["a"].HasEnded(ledger.Now).Should().Be(hasEnded);
        ledger.Sweep();

        ledger.Rows.ContainsKey("a").Should().Be(!hasEnded);
        ledger.Of("containers").Total.Should().Be(hasEnded ? 0 : 1);
    }

    [Fact]
    public void Sweep_leaves_a_crossing_to_a_step_that_reports_it()
    {
        RuleLedger ledger = new(Resources.Quotas(("containers", 10)), 80);
        ledger.Run("a", Containers(9));
        ledger.Admit("b", Containers(1));
        ledger.State.Judge(ledger.Now, mayReport: false);
        ledger.Now = Some.Time + Lease;

        ledger.Sweep();

        ledger.Rows.Keys.Should().Equal("a");
        ledger.State.Judge(ledger.Now, mayReport: true).Should().ContainSingle().Which.Should().BeOfType<QuotaThresholdCrossed>();
    }

    [Fact]
    public void Sweep_of_what_has_not_ended_changes_nothing()
    {
        RuleLedger ledger = new();
        ledger.Admit("a", Containers(1));
        ledger.Grow("a", Containers(2));
        string before = ledger.ToString();

        AllocationRules.Sweep(ledger.State, ledger["a"], ledger.Now).Should().BeFalse();

        ledger.ToString().Should().Be(before);
    }

    [Fact]
    public void Sweep_rearms_what_the_step_then_crosses_anew()
    {
        RuleLedger ledger = new(Resources.Quotas(("containers", 10)), 80);
        ledger.Admit("a", Containers(9), lease: TimeSpan.FromMinutes(1));
        ledger.State.Judge(ledger.Now, mayReport: true).Should().ContainSingle();
        ledger.Now += TimeSpan.FromMinutes(1);

        ledger.Sweep();
        ledger.Admit("b", Containers(9));

        ledger.State.Judge(ledger.Now, mayReport: true).Should().ContainSingle("it fell to nothing in between");
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Lowering_acts_by_the_change_it_rests_on(int beside, bool lowers)
    {
        RuleLedger ledger = new();
        AllocationState row = ledger.Run("a", Resources.Amounts(("containers", 5), ("gpu", 1)));
        long change = row.Change;

        ledger.Lower("a", Resources.Amounts(("containers", 3), ("gpu", 9)), change + beside).Should().Be(lowers);

        row.Amounts.Should().Be(Resources.Amounts(("containers", lowers ? 3 : 5), ("gpu", 1)), "only what is lower is taken over");
        row.Change.Should().Be(change + (lowers ? 1 : 0));
        ledger.ShouldBeExact();
    }

    [Fact]
    public void Lowering_leaves_alone_what_grows_what_is_lower_already_and_never_lowers_to_nothing()
    {
        RuleLedger ledger = new();
        AllocationState row = ledger.Run("a", Containers(5));

        ledger.Lower("a", Containers(5), row.Change).Should().BeFalse();
        ledger.Lower("a", Containers(6), row.Change).Should().BeFalse();
        ledger.Lower("a", Resources.Amounts(("gpu", 1)), row.Change).Should().BeFalse("that would be nothing");
        ledger.Grow("a", Containers(7));
        ledger.Lower("a", Containers(3), row.Change).Should().BeFalse();

        ledger.Of("containers").Should().Be((7, 2));
    }
}
