using BenchmarkDotNet.Attributes;

namespace Hivemind.Tenancy.Benchmarks;

/// <summary>
/// Entering a context and leaving it beside setting an <see cref="AsyncLocal{T}"/> and restoring what it held. Shown beside is the least that
/// the rules of scopes can be had for: an object for each stay, and a look whether it is the current one before it is left.
/// </summary>
[Budget("enter and leave", Ratio = 1.25, Bytes = BudgetAttribute.AsBare, ExtraBytes = 32)]
public class EnterAndLeave
{
    private static readonly AsyncLocal<TenantContext?> Local = new();

    private static readonly AsyncLocal<Stay?> Entered = new();

    private readonly TenantContext _context = new(TenantId.Parse("acme"), "alice");

    [GlobalSetup]
    public void Setup() => Preparation.Require(this, () => { }, Bare, Ours, Stays);

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

    [Benchmark(OperationsPerInvoke = Batch.Size)]
    public int Stays()
    {
        int entered = 0;
        for (int i = 0; i < Batch.Size; i++)
        {
            Stay stay = new(_context, Entered.Value);
            Entered.Value = stay;
            entered++;
            if (ReferenceEquals(Entered.Value, stay))
            {
                Entered.Value = stay.Previous;
            }
        }

        return entered;
    }

    private sealed class Stay(TenantContext context, Stay? previous)
    {
        public TenantContext Context { get; } = context;

        public Stay? Previous { get; } = previous;
    }
}
