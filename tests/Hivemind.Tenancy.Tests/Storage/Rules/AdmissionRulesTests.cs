using static Hivemind.Tenancy.Tests.RuleLedger;

namespace Hivemind.Tenancy.Tests;

/// <summary>Admitting, joining, refusing; at each boundary.</summary>
public sealed class AdmissionRulesTests
{
    private static readonly ResourceQuotas Ten = Resources.LimitEach(10);

    public static TheoryData<string> EveryResource => Resources.Names;

    public static MatrixTheoryData<TenantStatus, string> NotActive => new(
        [TenantStatus.Pending, TenantStatus.Suspended, TenantStatus.Terminating], ["admit", "join", "check", "grow"]);

    [Theory, MemberData(nameof(EveryResource))]
    public void What_fits_to_the_limit_exactly_is_admitted_and_one_step_more_is_not(string resource)
    {
        RuleLedger ledger = new(Ten);
        decimal step = 1m / ResourceNames.StepsPerUnit(resource);
        ledger.Run("a", Resources.Amounts((resource, 4)));
        ledger.Admit("b", Resources.Amounts((resource, 3)));
        string before = ledger.ToString();

        QuotaDecision refusal = ledger.Admit("c", Resources.Amounts((resource, 3 + step))).Decision;

        refusal.Shortages.Should().Equal(new QuotaShortage(resource, 3 + step, 4, 3, 10));
        refusal.NextLeaseEndsAt.Should().Be(ledger.Now + Lease);
        ledger.ToString().Should().Be(before, "a refusal changes nothing");
        AdmissionRules.Check(ledger.State, Resources.Amounts((resource, 3 + step)), ledger.Next, ledger.Now).Should().Be(refusal);
        AdmissionRules.Check(ledger.State, Resources.Amounts((resource, 3)), ledger.Next, ledger.Now).Should().Be(QuotaDecision.Admitted);
        ledger.Admit("c", Resources.Amounts((resource, 3))).Decision.IsAdmitted.Should().BeTrue();
        ledger.ShouldBeExact();
    }

    [Fact]
    public void Admission_is_a_hold_under_a_new_number()
    {
        RuleLedger ledger = new();
        ledger.State.Change = 41;

        AdmissionVerdict verdict = ledger.Admit("a", Containers(2), "node-1", TimeSpan.FromSeconds(9), "web");

        verdict.Should().Be(new AdmissionVerdict(QuotaDecision.Admitted, ledger["a"], 42, (Some.Time + TimeSpan.FromSeconds(9)).UtcTicks));
        ledger["a"].ToAllocation(Some.TenantId, Some.Uid).Should().Be(new Allocation(Some.TenantId, Some.Uid, "a", Containers(2), "node-1")
        {
            Namespace = "web",
            ExpiresAt = Some.Time.AddSeconds(9),
            CreatedAt = Some.Time,
            Admission = 42,
            Change = 42,
        });
        (ledger.State.Change, ledger.State.Held, ledger.State.Committed).Should().Be((42, 1, 0));
        ledger.Of("containers").Should().Be((2, 2));
        AdmissionResult result = verdict.ToResult(Some.Uid, []);
        (result.Admission, result.ExpiresAt, result.TenantUid).Should().Be((42, Some.Time.AddSeconds(9), Some.Uid));
    }

    [Fact]
    public void Refusal_has_neither_number_nor_lease()
    {
        AdmissionVerdict verdict = new RuleLedger(Resources.Quotas(("gpu", 0))).Admit("a", Resources.Amounts(("gpu", 1)));

        (verdict.Allocation, verdict.Admission, verdict.ExpiresTicks).Should().Be((null, 0, AllocationState.Never));
        verdict.Decision.NextLeaseEndsAt.Should().BeNull();
        verdict.ToResult(Some.Uid, []).ExpiresAt.Should().BeNull();
    }

    [Fact]
    public void Only_what_is_asked_for_can_refuse()
    {
        RuleLedger ledger = new(Resources.LimitEach(1));
        ledger.Run("a", Resources.OfEach(1));
        ledger.State.Quotas = Resources.Quotas([.. Resources.Every.Select(r => (r, r == "containers" ? 2m : 0m))]);

        ledger.Admit("b", Containers(1)).Decision.IsAdmitted.Should().BeTrue("the others are over, but are not asked for");
        ledger.Admit("c", Resources.OfEach(1)).Decision.Shortages.Select(s => s.Resource).Should().Equal(Resources.Every);
    }

    [Fact]
    public void Join_takes_a_new_number_and_the_later_end()
    {
        RuleLedger ledger = new(Resources.Quotas(("containers", 2)));
        ledger.Admit("a", Containers(2), lease: TimeSpan.FromSeconds(30));

        ledger.Admit("a", Containers(2), lease: TimeSpan.FromSeconds(10)).ExpiresTicks.Should().Be(Some.Time.AddSeconds(30).UtcTicks);
        AdmissionVerdict later = ledger.Admit("a", Containers(2), lease: TimeSpan.FromSeconds(31));

        (later.Admission, later.ExpiresTicks).Should().Be((3, Some.Time.AddSeconds(31).UtcTicks));
        (ledger["a"].Admission, ledger["a"].Change, ledger.State.Change, ledger.State.Held).Should().Be((3, 3, 3, 1));
        ledger.Of("containers").Should().Be((2, 2));
    }

    [Fact]
    public void Join_that_names_a_source_gives_it_to_what_has_none()
    {
        RuleLedger ledger = new();
        ledger.Admit("a", Containers(1));

        ledger.Admit("a", Containers(1), "node-1");

        ledger["a"].Source.Should().Be("node-1");
        ledger.Admit("a", Containers(1)).Allocation!.Source.Should().Be("node-1");
    }

    [Fact]
    public void Rules_bring_the_limits_of_a_ledger_up_to_now_by_themselves()
    {
        AllocationState live = new RuleLedger().Run("a", Containers(1));
        LedgerState ledger = new(Some.TenantId, Some.Uid, [])
        {
            Status = TenantStatus.Active,
            Quotas = Resources.Quotas(("containers", 0)),
            Grace = new QuotaGrace(Containers(5), Some.Time.AddSeconds(1)),
            Committed = 1,
            ["containers"] = new ResourceState(1, 0, 0, 0),
        };

        AdmissionRules.Check(ledger, Containers(4), null, Some.Time).IsAdmitted.Should().BeTrue();
        AdmissionRules.Check(ledger, Containers(1), null, Some.Time.AddSeconds(1)).IsAdmitted.Should().BeFalse();
        AdmissionRules.Grow(ledger, live, "a", Containers(2), Lease, null, Some.Time).Decision.IsAdmitted.Should().BeTrue();
        live.Growth = null;
        ledger["containers"] = new ResourceState(1, 0, 0, 0);
        AdmissionRules.Grow(ledger, live, "a", Containers(2), Lease, null, Some.Time.AddSeconds(1)).Decision.IsAdmitted.Should().BeFalse();
    }

    [Fact]
    public void Tenant_that_holds_more_than_it_may_still_lets_what_it_holds_grow()
    {
        RuleLedger ledger = new();
        ledger.Run("a", Containers(1));
        ledger.State.Held = TenancyLimits.Allocations;

        ledger.Grow("a", Containers(2)).Decision.IsAdmitted.Should().BeTrue();
    }

    [Fact]
    public void Join_of_what_is_committed_is_committed_and_counts_as_a_change()
    {
        RuleLedger ledger = new();
        AllocationState row = ledger.Run("a", Containers(2));

        AdmissionVerdict joined = ledger.Admit("a", Containers(2));

        joined.ExpiresTicks.Should().Be(AllocationState.Never);
        (row.Admission, row.Change, row.IsCommitted).Should().Be((3, 3, true));
        ledger.Commit("a", 3).Should().BeFalse();
        row.Change.Should().Be(4, "who joined it runs it from now on");
        ledger.Resize("a", Containers(1));
        ledger.Commit("a", 3).Should().BeFalse();
        row.Change.Should().Be(6, "and again, whatever changed it since");
        ledger.ShouldBeExact();
    }

    [Fact]
    public void Other_amounts_under_a_live_id_conflict_and_change_nothing()
    {
        RuleLedger ledger = new();
        ledger.Admit("a", Containers(2));
        string before = ledger.ToString();

        AllocationConflictException conflict = ((Func<AdmissionVerdict>)(() => ledger.Admit("a", Containers(1)))).Should().Throw<AllocationConflictException>().Which;

        (conflict.AllocationId, conflict.Existing, conflict.Requested).Should().Be(("a", Containers(2), Containers(1)));
        ledger.ToString().Should().Be(before);
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void Admission_takes_the_place_of_a_stray_and_has_to_fit_without_it(long asked, bool fits)
    {
        RuleLedger ledger = new(Resources.Quotas(("containers", 4)));
        ledger.Reconcile("node-1", 0, ("a", Containers(3)));
        AllocationState stray = ledger["a"];
        string before = ledger.ToString();

        AdmissionVerdict verdict = ledger.Admit("a", Containers(asked), "node-2");

        verdict.Decision.IsAdmitted.Should().Be(fits);
        if (fits)
        {
            ledger["a"].Should().NotBeSameAs(stray);
            (ledger["a"].IsAdopted, ledger["a"].Source, ledger["a"].Admission).Should().Be((false, "node-2", 2));
            ledger.Of("containers").Should().Be((asked, asked));
        }
        else
        {
            verdict.Decision.Shortages.Should().Equal(new QuotaShortage("containers", 5, 0, 0, 4));
            ledger.ToString().Should().Be(before);
        }

        ledger.ShouldBeExact();
    }

    [Fact]
    public void Admission_that_exceeds_a_bound_leaves_the_stray_in_its_place()
    {
        RuleLedger ledger = new();
        ledger.Reconcile("node-1", 0, [.. Names(256).Select(n => (n, Resources.Amounts((n, 1))))]);
        string before = ledger.ToString();

        ledger.Invoking(l => l.Admit("n-0", Resources.Amounts(("n-0", 1), ("more", 1)))).Should().Throw<AllocationLimitException>();

        ledger.ToString().Should().Be(before);
        ledger.Invoking(l => l.Admit("n-0", Resources.Amounts(("more", 1)))).Should().NotThrow("the stray's own name makes room");
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    [InlineData(257, false)]
    public void Names_of_resources_are_bounded(int held, bool fits)
    {
        RuleLedger ledger = new();
        foreach (string name in Names(held))
        {
            ledger.State[name] = new ResourceState(1, 0, 0, 0);
        }

        ledger.Run("known", Containers(1));
        if (held <= 256)
        {
            ledger.Admit("again", Resources.Amounts(("n-0", 5))).Decision.IsAdmitted.Should().BeTrue("a name that is held is no new one");
        }

        Action act = () => ledger.Admit("new", Resources.Amounts(("one-more", 1)));
        Action grow = () => ledger.Grow("known", Resources.Amounts(("containers", 1), ("one-more", 1)));
        Action resize = () => ledger.Resize("known", Resources.Amounts(("containers", 1), ("one-more", 1)));

        foreach (Action each in fits ? [act] : new[] { act, grow, resize })
        {
            if (fits)
            {
                each.Should().NotThrow();
            }
            else
            {
                each.Should().Throw<AllocationLimitException>().Which.Kind.Should().Be(AllocationLimitKind.Resources);
            }
        }
    }

    [Theory]
    [InlineData(999_999, 0, true)]
    [InlineData(0, 999_999, true)]
    [InlineData(1_000_000, 0, false)]
    [InlineData(600_000, 400_000, false)]
    [InlineData(0, 1_000_001, false)]
    public void Allocations_are_bounded(int held, int committed, bool fits)
    {
        RuleLedger ledger = new();
        (ledger.State.Held, ledger.State.Committed) = (held, committed);

        Action act = () => ledger.Admit("new", Containers(1));

        if (fits)
        {
            act.Should().NotThrow();
        }
        else
        {
            act.Should().Throw<AllocationLimitException>().Which.Kind.Should().Be(AllocationLimitKind.Allocations);
            (ledger.State.Held, ledger.State.Committed, ledger.State.Change).Should().Be((held, committed, 0));
        }
    }

    [Theory, MemberData(nameof(NotActive))]
    public void Tenant_that_is_not_active_is_refused_before_anything_else(TenantStatus status, string operation)
    {
        RuleLedger ledger = new(Resources.Quotas(("containers", 1)));
        ledger.Run("a", Containers(1));
        ledger.State.Status = status;
        string before = ledger.ToString();

        Action act = operation switch
        {
            "admit" => () => ledger.Admit("b", Containers(9), ns: "gone", hasNamespace: false),
            "join" => () => ledger.Admit("a", Containers(1)),
            "check" => () => AdmissionRules.Check(ledger.State, Containers(9), null, ledger.Now),
            _ => () => ledger.Grow("a", Containers(9)),
        };

        act.Should().Throw<TenantNotActiveException>().Which.Status.Should().Be(status);
        ledger.ToString().Should().Be(before);
    }

    [Fact]
    public void Namespace_that_the_tenant_has_not_is_an_argument_error()
    {
        RuleLedger ledger = new();

        ledger.Invoking(l => l.Admit("a", Containers(1), ns: "web", hasNamespace: false)).Should().Throw<ArgumentException>().WithMessage("*'web'*");
        ledger.Rows.Should().BeEmpty();
    }

    [Fact]
    public void Grace_counts_until_its_end_exactly()
    {
        RuleLedger ledger = new(Resources.Quotas(("containers", 1), ("gpu", 1)));
        GraceRules.Set(ledger.State, new QuotaGrace(Resources.Amounts(("containers", 3), ("gpu", 3)), ledger.Now.AddSeconds(1)), ledger.Now, expected: null);

        ledger.Now = ledger.Now.AddSeconds(1).AddMicroseconds(-1);
        ledger.Admit("a", Resources.Amounts(("containers", 2), ("gpu", 2))).Decision.IsAdmitted.Should().BeTrue();
        ledger.Now = ledger.Now.AddMicroseconds(1);
        ledger.Admit("b", Resources.Amounts(("containers", 1), ("gpu", 1))).Decision.Shortages
            .Should().Equal(new QuotaShortage("containers", 1, 0, 2, 1), new QuotaShortage("gpu", 1, 0, 2, 1));
    }

    [Fact]
    public void Lease_that_would_end_after_the_end_of_time_ends_there()
    {
        RuleLedger ledger = new() { Now = TenancyClock.Latest.AddSeconds(-1) };

        ledger.Admit("a", Containers(1), lease: TimeSpan.FromHours(1)).ExpiresTicks.Should().Be(TenancyClock.Latest.UtcTicks);
        ledger["a"].IsCommitted.Should().BeFalse();
    }

    private static IEnumerable<string> Names(int count) => Enumerable.Range(0, count).Select(i => $"n-{i}");
}
