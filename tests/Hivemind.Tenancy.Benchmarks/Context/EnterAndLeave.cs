using BenchmarkDotNet.Attributes;

namespace Hivemind.Tenancy.Benchmarks;

/// <summary>Entering a context and leaving it beside setting an <see cref="AsyncLocal{T}"/> and restoring what it held.</summary>
[Budget("enter and leave", Ratio = 1.25, Bytes = BudgetAttribute.AsBare, ExtraBytes = 32)]
public class EnterAndLeave
{
    private static readonly AsyncLocal<TenantContext?> Local = new();

    private readonly TenantContext _context = new(TenantId.Parse("acme"), "alice");

    [GlobalSetup]
    public void Setup() => Preparation.Require(this, () => { }, Bare, Ours);

    [Benchmark(Baseline = true, OperationsPerInvoke = Batch.Size)]
    public int Bare()
    {
        int entered = 0;
        for (int i = 0; i < Batch.Size; i++)
        {
            TenantContext? previous = Local.Value;
            Local.Value = _context;
            entered++;
            Local.Value = previous;
        }

        return entered;
    }

    [Benchmark(OperationsPerInvoke = Batch.Size)]
    public int Ours()
    {
        int entered = 0;
        for (int i = 0; i < Batch.Size; i++)
        {
            using (_context.Enter())
            {
                entered++;
            }
        }

        return entered;
    }
}
