using static Hivemind.Tenancy.Tests.RuleLedger;

namespace Hivemind.Tenancy.Tests;

/// <summary>What an observation may do to each kind of allocation, by its mark; and what it may not come to.</summary>
public sealed class ReconcileRulesTests
{
    private const string Node = "node-1";

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public void Acts_on_what_changed_up_to_its_mark(int beside, bool acts)
    {
        RuleLedger ledger = new();
        ledger.Run("unseen", Containers(1), Node);
        ledger.Run("seen", Containers(1), Node);
        ledger.State.Change = 100;
        ledger["unseen"].Change = ledger["seen"].Change = 50;

        ReconciliationResult result = ledger.Reconcile(Node, 50 + beside, ("seen", Containers(2)));

        result.Should().Be(acts ? new ReconciliationResult { Freed = ["unseen"], Raised = ["seen"] } : ReconciliationResult.None);
        ledger.State.Change.Should().Be(acts ? 101 : 100);
        ledger.ShouldBeExact();
    }

    [Fact]
    public void Mark_at_the_change_is_taken_and_one_ahead_refused()
    {
        RuleLedger ledger = new();
        ledger.Run("a", Containers(1), Node);

        ledger.Invoking(l => l.Reconcile(Node, 3)).Should().Throw<ArgumentException>().WithMessage("*ahead*");
        ledger.Rows.Should().ContainKey("a");
        ledger.Reconcile(Node, 2).Freed.Should().Equal("a");
    }

    [Theory]
    [InlineData("hold", false)]
    [InlineData("committed", true)]
    [InlineData("stray", true)]
    [InlineData("growing", false)]
    [InlineData("growing hold", false)]
    [InlineData("of another", false)]
    [InlineData("of nobody", false)]
    public void Frees_what_is_unseen_and_not_claimed(string kind, bool frees)
    {
        RuleLedger ledger = new();
        switch (kind)
        {
            case "hold":
            case "growing hold":
                ledger.Admit("a", Containers(1), Node);
                break;
            case "stray":
                ledger.Reconcile(Node, 0, ("a", Containers(1)));
                break;
            default:
                ledger.Run("a", Containers(1), kind == "of another" ? "node-2" : kind == "of nobody" ? "" : Node);
                break;
        }

        if (kind.StartsWith("growing", StringComparison.Ordinal))
        {
            ledger.Grow("a", Containers(2));
        }

        ledger.Reconcile(Node, ledger.State.Change).Freed.Should().Equal(frees ? ["a"] : []);
        ledger.Rows.ContainsKey("a").Should().Be(!frees);
        ledger.ShouldBeExact();
    }

    [Fact]
    public void Growing_is_raised_and_not_reported_as_differing()
    {
        RuleLedger ledger = new();
        ledger.Run("a", Resources.Amounts(("containers", 3), ("gpu", 1)), Node);
        ledger.Grow("a", Resources.Amounts(("containers", 7), ("gpu", 1)));

        ledger.Reconcile(Node, 3, ("a", Containers(5))).Should().Be(new ReconciliationResult { Raised = ["a"] });

        ledger.Of("containers").Should().Be((7, 2));
        ledger["a"].Amounts.Should().Be(Resources.Amounts(("containers", 5), ("gpu", 1)));
        ledger.ShouldBeExact();
    }

    [Fact]
    public void Terminating_tenant_is_freed_only_and_what_runs_is_orphaned()
    {
        RuleLedger ledger = new();
        ledger.Run("unseen", Containers(1), Node);
        ledger.Run("seen", Containers(1), Node);
        ledger.State.Status = TenantStatus.Terminating;

        ledger.Reconcile(Node, 4, ("seen", Containers(9)), ("stray", Containers(1)))
            .Should().Be(new ReconciliationResult { Freed = ["unseen"], Orphaned = ["seen", "stray"] });
        ledger.Of("containers").Should().Be((1, 0));
        ReconcileRules.Orphans(new AllocationObservation(Node, Some.Mark(0), [new ObservedAllocation("b", Containers(1)), new ObservedAllocation("a", Containers(1))]))
            .Should().Be(new ReconciliationResult { Orphaned = ["a", "b"] });
    }

    [Theory]
    [InlineData(TenantStatus.Pending)]
    [InlineData(TenantStatus.Active)]
    [InlineData(TenantStatus.Suspended)]
    public void Strays_are_adopted_while_the_tenant_lives(TenantStatus status)
    {
        RuleLedger ledger = new(Resources.Quotas(("containers", 0)));
        ledger.State.Status = status;

        ledger.Reconcile(Node, 0, ("a", Containers(2))).Adopted.Should().Equal("a");
        (ledger["a"].IsAdopted, ledger["a"].IsCommitted, ledger["a"].Source).Should().Be((true, false, Node));
    }

    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(2, 0, false)]
    [InlineData(2, 1, true)]
    public void Bound_of_allocations_counts_what_is_left_after_the_step(int strays, int gone, bool fits)
    {
        RuleLedger ledger = new();
        for (int i = 0; i < gone; i++)
        {
            ledger.Run($"gone-{i}", Containers(1), Node);
        }

        ledger.State.Committed = 999_999;

        Action act = () => ledger.Reconcile(Node, ledger.State.Change, [.. Enumerable.Range(0, strays).Select(i => ($"s-{i}", Containers(1)))]);

        if (fits)
        {
            act.Should().NotThrow();
        }
        else
        {
            act.Should().Throw<AllocationLimitException>().Which.Kind.Should().Be(AllocationLimitKind.Allocations);
            ledger.Rows.Should().HaveCount(gone);
        }
    }

    [Theory]
    [InlineData(255, false, true)]
    [InlineData(256, false, false)]
    [InlineData(256, true, true)]
    public void Bound_of_names_counts_what_is_left_after_the_step(int names, bool oneGoes, bool fits)
    {
        RuleLedger ledger = new();
        for (int i = 0; i < names; i++)
        {
            ledger.Run($"a-{i}", Resources.Amounts(($"n-{i}", 1)), oneGoes && i == 0 ? Node : "node-2");
        }

        Action act = () => ledger.Reconcile(Node, ledger.State.Change, ("s", Resources.Amounts(("fresh", 1), ("cpu", 1))));

        if (fits)
        {
            act.Should().NotThrow();
        }
        else
        {
            act.Should().Throw<AllocationLimitException>().Which.Kind.Should().Be(AllocationLimitKind.Resources);
        }
    }

    [Fact]
    public void What_runs_with_more_is_counted_before_anything_is_changed()
    {
        RuleLedger ledger = new();
        ledger.Run("b", Resources.Amounts(("memory", long.MaxValue - 1)), "node-2");
        ledger.Run("a", Resources.Amounts(("memory", 1)), Node);
        ledger.Admit("c", Containers(1), Node);
        ledger.Release("c");
        string before = ledger.ToString();

        ledger.Invoking(l => l.Reconcile(Node, l["a"].Change, ("a", Resources.Amounts(("memory", 2)))))
            .Should().Throw<ArgumentException>().WithMessage("*'memory'*");

        ledger.ToString().Should().Be(before);
    }

    [Theory]
    [InlineData(Node, true, 1, false)]
    [InlineData(Node, true, 2, true)]
    [InlineData(Node, false, 1, true)]
    [InlineData("", true, 1, true)]
    public void What_is_changed_is_written_and_nothing_else(string source, bool isCommitted, long runs, bool isWritten)
    {
        RuleLedger ledger = new();
        AllocationState live = ledger.Admit("a", Containers(1), source).Allocation!;
        if (isCommitted)
        {
            ledger.Commit("a");
        }

        AllocationObservation observation = new(Node, Some.Mark(live.Change), [new ObservedAllocation("a", Containers(runs))]);
        ReconciliationStep step = ReconcileRules.Reconcile(ledger.State, [live], observation.Allocations, observation, ledger.Now);

        step.Written.Should().Equal(isWritten ? [live] : []);
    }

    [Fact]
    public void Total_of_64_bits_counts_growth_once_and_leaves_out_what_is_not_touched()
    {
        RuleLedger ledger = new();
        ledger.Run("a", Resources.Amounts(("memory", 1)), Node);
        ledger.Grow("a", Resources.Amounts(("memory", long.MaxValue - 1)));
        ledger.Run("theirs", Resources.Amounts(("memory", 1)), "node-2");
        long mark = ledger.State.Change;

        ledger.Reconcile(Node, mark, ("a", Resources.Amounts(("memory", long.MaxValue - 1))), ("theirs", Resources.Amounts(("memory", long.MaxValue))))
            .Should().Be(new ReconciliationResult { Raised = ["a"], Conflicting = ["theirs"] });
        ledger.Of("memory").Should().Be((long.MaxValue, 0));
        ledger.Invoking(l => l.Reconcile(Node, l.State.Change, ("b", Resources.Amounts(("memory", 1))), ("a", Resources.Amounts(("memory", 1)))))
            .Should().Throw<ArgumentException>().WithMessage("*'memory'*");
        ledger.ShouldBeExact();
    }
}
