namespace Hivemind.Tenancy.Tests;

public sealed class ReconciliationResultTests
{
    private static readonly AllocationDifference Difference = new("a", Resources.Amounts(("cpu", 2)), Resources.Amounts(("cpu", 1)), 3);

    /// <summary>One of each kind, and whether it changes the ledger.</summary>
    private static readonly (ReconciliationResult Result, bool HasChanged)[] Each =
    [
        (new() { Freed = ["a"] }, true),
        (new() { Committed = ["a"] }, true),
        (new() { Adopted = ["a"] }, true),
        (new() { Raised = ["a"] }, true),
        (new() { Differing = [Difference] }, false),
        (new() { Conflicting = ["a"] }, false),
        (new() { Orphaned = ["a"] }, false),
    ];

    [Fact]
    public void None_is_empty()
    {
        ReconciliationResult.None.IsEmpty.Should().BeTrue();
        ReconciliationResult.None.HasChanged.Should().BeFalse();
    }

    [Fact]
    public void Any_difference_makes_it_not_empty()
    {
        Each.Should().OnlyContain(e => !e.Result.IsEmpty && e.Result.HasChanged == e.HasChanged);
        Each.Select(e => e.Result).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Slices_come_together_kind_by_kind_in_their_order()
    {
        ReconciliationResult all = Each.Aggregate(ReconciliationResult.None, (sum, each) => sum.And(each.Result));

        all.Should().Be(new ReconciliationResult
        {
            Freed = ["a"],
            Committed = ["a"],
            Adopted = ["a"],
            Raised = ["a"],
            Differing = [Difference],
            Conflicting = ["a"],
            Orphaned = ["a"],
        });
        all.And(new ReconciliationResult { Freed = ["b"] }).Freed.Should().Equal("a", "b");
        all.And(ReconciliationResult.None).Should().Be(all);
        ((Action)(() => all.And(null!))).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void Null_is_refused()
    {
        ((Action)(() => _ = new ReconciliationResult { Freed = null! })).Should().Throw<ArgumentNullException>();
        ((Action)(() => _ = new ReconciliationResult { Freed = [null!] })).Should().Throw<ArgumentException>();
    }
}
