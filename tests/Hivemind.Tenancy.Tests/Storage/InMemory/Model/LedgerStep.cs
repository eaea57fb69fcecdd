namespace Hivemind.Tenancy.Tests;

/// <summary>One operation on model and store alike. Allocations handed out so far are named by their place in <see cref="LedgerHandles"/>.</summary>
internal sealed record LedgerStep(
    string Text, Func<LedgerModel, LedgerHandles, LedgerOutcome> OnModel, Func<LedgerRun, LedgerHandles, Task<LedgerOutcome>> OnStore)
{
    public override string ToString() => Text;
}
