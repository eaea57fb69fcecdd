using BenchmarkDotNet.Attributes;

namespace Hivemind.Tenancy.Benchmarks;

/// <summary><see cref="TenantContext.Current"/> beside the value of an <see cref="AsyncLocal{T}"/>.</summary>
[Budget("TenantContext.Current", Ratio = 1.2, ExtraNanoseconds = 1)]
public class CurrentContext
{
    private static readonly AsyncLocal<TenantContext?> Local = new();

    private readonly TenantContext _context = new(TenantId.Parse("acme"), "alice");

    [GlobalSetup]
    public void Setup() => Preparation.Require(this, () => { }, Bare, Ours);

    [Benchmark(Baseline = true, OperationsPerInvoke = Batch.Size)]
    public int Bare()
    {
        Local.Value = _context;
        int seen = 0;
        for (int i = 0; i < Batch.Size; i++)
        {
            if (Local.Value is not null)
            {
                seen++;
            }
        }

        Local.Value = null;
        return seen;
    }

    [Benchmark(OperationsPerInvoke = Batch.Size)]
    public int Ours()
    {
        int seen = 0;
        using (_context.Enter())
        {
            for (int i = 0; i < Batch.Size; i++)
            {
                if (TenantContext.Current is not null)
                {
                    seen++;
                }
            }
        }

        return seen;
    }
}
