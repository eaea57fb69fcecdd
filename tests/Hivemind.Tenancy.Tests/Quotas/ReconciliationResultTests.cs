namespace Hivemind.Tenancy.Tests;

public sealed class ReconciliationResultTests
{
    [Fact]
    public void None_is_empty() => ReconciliationResult.None.IsEmpty.Should().BeTrue();

    [Fact]
    public void Any_difference_makes_it_not_empty()
    {
        ReconciliationResult[] results =
        [
            new() { Freed = ["a"] }, new() { Committed = ["a"] }, new() { Adopted = ["a"] }, new() { Corrected = ["a"] }, new() { Conflicting = ["a"] },
        ];

        results.Should().OnlyContain(r => !r.IsEmpty).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public void Null_is_refused()
    {
        ((Action)(() => _ = new ReconciliationResult { Freed = null! })).Should().Throw<ArgumentNullException>();
        ((Action)(() => _ = new ReconciliationResult { Freed = [null!] })).Should().Throw<ArgumentException>();
    }
}
