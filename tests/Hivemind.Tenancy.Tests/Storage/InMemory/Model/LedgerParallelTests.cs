using CsCheck;

namespace Hivemind.Tenancy.Tests;

/// <summary>What threads do at the same time ends as some order of the same operations, one after the other, would. A failure prints its seed.</summary>
public sealed class LedgerParallelTests
{
    private static readonly Gen<string> Id = Gen.OneOf("a", "b", "c");
    private static readonly Gen<int> Amount = Gen.Int[1, 3];
    private static readonly Gen<int> Mark = Gen.Int[0, 4];

    [Fact]
    public void Ledger_is_linearizable()
    {
        using QuotaHost host = new();
        ITenantStore store = host.Store;

        Check.SampleParallel(
            Gen.Const(0).Select(_ => new SharedLedger(store)),
            [
                Gen.Select(Id, Amount).Operation<SharedLedger>(t => $"admit {t}", (ledger, t) => Try(() => ledger.AdmitAsync(t.Item1, t.Item2))),
                Gen.Select(Id, Amount).Operation<SharedLedger>(t => $"grow {t}", (ledger, t) => Try(() => ledger.GrowAsync(t.Item1, t.Item2))),
                Id.Operation<SharedLedger>(id => $"commit {id}", (ledger, id) => Try(() => ledger.CommitAsync(id))),
                Gen.Select(Id, Amount).Operation<SharedLedger>(t => $"renew {t}", (ledger, t) => Try(() => ledger.RenewAsync(t.Item1, t.Item2))),
                Id.Operation<SharedLedger>(id => $"release {id}", (ledger, id) => Try(() => ledger.ReleaseAsync(id))),
                Gen.Select(Id, Amount).Operation<SharedLedger>(t => $"resize {t}", (ledger, t) => Try(() => ledger.ResizeAsync(t.Item1, t.Item2))),
                Gen.Select(Id, Amount, Mark).Operation<SharedLedger>(
                    t => $"reconcile {t}", (ledger, t) => Try(() => ledger.ReconcileAsync(t.Item1, t.Item2, t.Item3))),
            ],
            equal: (one, other) => one.ToString() == other.ToString(),
            maxParallelOperations: 4,
            iter: 150);
    }

    /// <summary>Being refused is a result like any other; it shows in the state.</summary>
    private static void Try(Func<Task> act)
    {
        try
        {
            act().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is TenancyException or ArgumentException)
        {
        }
    }
}
