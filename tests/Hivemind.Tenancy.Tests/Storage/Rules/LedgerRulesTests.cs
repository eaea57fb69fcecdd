using static Hivemind.Tenancy.Tests.RuleLedger;

namespace Hivemind.Tenancy.Tests;

/// <summary>Grace, usage, recounting, and what may not be taken from a tenant in use.</summary>
public sealed class LedgerRulesTests
{
    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Grace_ends_in_the_future(int microseconds, bool isAllowed)
    {
        RuleLedger ledger = new(Resources.Quotas(("containers", 1)));
        QuotaGrace grace = new(Containers(5), ledger.Now.AddMicroseconds(microseconds));

        Action act = () => GraceRules.Set(ledger.State, grace, ledger.Now, expected: null);

        if (isAllowed)
        {
            act.Should().NotThrow();
            UsageRules.Usage(ledger.State, ledger.Now)["containers"].Limit.Should().Be(5);
            GraceRules.Set(ledger.State, null, ledger.Now, expected: null);
        }
        else
        {
            act.Should().Throw<ArgumentOutOfRangeException>();
        }

        TenantUsage usage = UsageRules.Usage(ledger.State, ledger.Now);
        (usage["containers"].Limit, usage.Grace).Should().Be((1, null));
        ledger.State.Status = TenantStatus.Terminating;
        ledger.Invoking(l => GraceRules.Set(l.State, null, l.Now, expected: null)).Should().Throw<TenantNotActiveException>();
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(1, 1, true)]
    [InlineData(0, null, true)]
    [InlineData(null, 0, true)]
    [InlineData(-1, 0, true)]
    [InlineData(1, null, false)]
    [InlineData(null, 1, false)]
    [InlineData(1, 2, false)]
    [InlineData(0, 1, false)]
    public void Grace_is_set_on_top_of_what_is_in_force_as_expected(int? stored, int? seen, bool isAllowed)
    {
        RuleLedger ledger = new();
        QuotaGrace? kept = ledger.State.Grace = Until(stored);

        Action act = () => GraceRules.Set(ledger.State, null, ledger.Now, new ExpectedGrace(Until(seen)));

        if (isAllowed)
        {
            act.Should().NotThrow();
            ledger.State.Grace.Should().BeNull();
        }
        else
        {
            act.Should().Throw<GraceConflictException>().Which.Should().BeEquivalentTo(new { ledger.State.TenantId, Expected = Until(seen), Actual = stored > 0 ? kept : null });
            ledger.State.Grace.Should().Be(kept);
        }

        QuotaGrace? Until(int? microseconds) => microseconds is { } m ? new QuotaGrace(Containers(5), ledger.Now.AddMicroseconds(m)) : null;
    }

    [Theory]
    [InlineData(0, 0L, 0)]
    [InlineData(1, 0L, int.MaxValue)]
    [InlineData(1, 3L, 333)]
    [InlineData(3, 3L, 1000)]
    [InlineData(4, 3L, 1333)]
    [InlineData(9_223_372_036_854_775L, 9_223_372_036_854_775L, 1000)]
    [InlineData(9_223_372_036_854_776L, 9_223_372_036_854_776L, 1000)]
    [InlineData(long.MaxValue, 1L, int.MaxValue)]
    [InlineData(long.MaxValue, null, 0)]
    public void Share_is_in_thousandths_of_the_limit(long total, long? limit, int share)
    {
        foreach (string resource in new[] { "memory", "gpu" })
        {
            RuleLedger ledger = new(limit is { } some ? Resources.Quotas((resource, some)) : null);
            ledger.State[resource] = new ResourceState(total, 0, 0, 0);

            UsageRules.Usage(ledger.State, ledger.Now).Share.Should().Be(share);
        }
    }

    [Fact]
    public void Recount_says_what_differed_and_mends_it()
    {
        RuleLedger ledger = new();
        ledger.Run("a", Resources.Amounts(("containers", 2), ("gpu", 1)));
        ledger.Admit("b", Containers(3));
        ledger.Grow("a", Resources.Amounts(("containers", 4), ("gpu", 1)));
        string exact = ledger.ToString();
        ledger.State["containers"] = new ResourceState(1, 1, 80, 7);
        ledger.State["fpga"] = new ResourceState(9, 9, 0, 0);
        (ledger.State.Held, ledger.State.Committed, ledger.State.Change) = (5, 6, 1);

        RecomputeRules.Recompute(ledger.State, ledger.Rows.Values).Should().Equal(
            new LedgerDeviation("containers", 1, 7, 1, 5),
            new LedgerDeviation("fpga", 9, 0, 9, 0),
            new LedgerDeviation("held", 5, 1),
            new LedgerDeviation("committed", 6, 1),
            new LedgerDeviation("change", 1, 4));

        (ledger.State["containers"].Threshold, ledger.State["containers"].FiredTicks).Should().Be((80, 7), "what was reported was reported");
        ledger.State["containers"] = ledger.State["containers"] with { Threshold = 0, FiredTicks = 0 };
        ledger.ToString().Should().Be(exact);
        RecomputeRules.Recompute(ledger.State, ledger.Rows.Values).Should().BeEmpty();
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(2, 0)]
    public void Recount_says_when_one_of_the_two_numbers_differs(long total, long held)
    {
        RuleLedger ledger = new();
        ledger.Run("a", Containers(1));
        ledger.Admit("b", Containers(1));
        ledger.State["containers"] = new ResourceState(total, held, 0, 0);

        RecomputeRules.Recompute(ledger.State, ledger.Rows.Values).Should().Equal(new LedgerDeviation("containers", total, 2, held, 1));
    }

    [Fact]
    public void Step_is_judged_by_the_limits_of_now_after_the_grace_has_ended()
    {
        RuleLedger ledger = new(Resources.Quotas(("containers", 10)), 80);
        ledger.State.Grace = new QuotaGrace(Containers(20), Some.Time + Lease);
        ledger.Run("a", Containers(9));
        ledger.State.Judge(ledger.Now, mayReport: true).Should().BeEmpty();
        ledger.State.Share.Should().Be(450);

        UsageRules.Usage(ledger.State, Some.Time + Lease).Share.Should().Be(900);
        ledger.State.Advance(Some.Time);
        ledger.State.Judge(Some.Time + Lease, mayReport: true).Should().ContainSingle().Which.Should().BeOfType<QuotaThresholdCrossed>().Which.Limit.Should().Be(10);
    }

    [Fact]
    public void What_stands_of_each_other_resource_is_kept_by_itself_and_forgotten_by_itself()
    {
        LedgerState ledger = new RuleLedger().State;
        ledger["gpu"] = new ResourceState(9, 1, 80, 7);
        ledger["fpga"] = new ResourceState(8, 2, 95, 6);
        (ledger["gpu"], ledger["fpga"]).Should().Be((new ResourceState(9, 1, 80, 7), new ResourceState(8, 2, 95, 6)));

        ledger["gpu"] = default;

        (ledger["gpu"], ledger["fpga"]).Should().Be((default(ResourceState), new ResourceState(8, 2, 95, 6)));
        ledger.OtherResources.Should().Equal("fpga");
    }

    [Theory]
    [InlineData(0, 1, false, true, true)]
    [InlineData(0, 1, true, true, false)]
    [InlineData(1, 0, false, true, false)]
    [InlineData(1, 1, true, false, true)]
    public void Only_an_idle_tenant_is_changed_on_request(int committed, int held, bool hasAdopted, bool onlyIfIdle, bool isAllowed)
    {
        RuleLedger ledger = new();
        (ledger.State.Committed, ledger.State.Held) = (committed, held);

        Action act = () => TenantUseRules.EnsureMayChange(ledger.State, onlyIfIdle, hasAdopted);

        if (isAllowed)
        {
            act.Should().NotThrow();
        }
        else
        {
            act.Should().Throw<TenantInUseException>();
        }
    }

    [Theory]
    [InlineData("web", false)]
    [InlineData("db", true)]
    [InlineData(null, true)]
    public void Namespace_that_is_named_stays(string? named, bool isAllowed)
    {
        RuleLedger ledger = new();
        ledger.Admit("a", Containers(1), ns: named);
        Tenant before = Some.Tenant() with { Namespaces = ["web", "db"] };

        Action act = () => TenantUseRules.EnsureUnused(before, before with { Namespaces = ["db", "new"] }, ledger.Rows.Values);

        if (isAllowed)
        {
            act.Should().NotThrow();
        }
        else
        {
            act.Should().Throw<TenantInUseException>();
        }
    }

    [Fact]
    public void A_source_that_is_named_later_changes_no_past()
    {
        LedgerState ledger = new(Some.TenantId, Some.Uid, []) { Status = TenantStatus.Active };
        List<UsageRecord> records = [];
        ledger.OnUsage = records.Add;
        ledger.Advance(Some.Time);
        AdmissionRequest request = new(Some.TenantId, "web", new ResourceAmounts { Containers = 1 }, string.Empty, TimeSpan.FromHours(20));
        AllocationState live = AdmissionRules.Admit(ledger, null, request, true, null, Some.Time).Allocation!;
        string before = MeterRules.Open(live, Some.TenantId, Some.Uid, Some.Time.AddHours(5))[0].Source;
        AdmissionRules.Admit(ledger, live, request with { Source = "engine-1" }, true, null, Some.Time.AddHours(5));
        records.AddRange(MeterRules.Open(live, Some.TenantId, Some.Uid, Some.Time.AddHours(6)));
        records.OrderBy(r => r.From).First().Source.Should().Be(before);
    }
}
