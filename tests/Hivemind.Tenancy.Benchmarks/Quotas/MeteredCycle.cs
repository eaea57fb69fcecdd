using BenchmarkDotNet.Attributes;

namespace Hivemind.Tenancy.Benchmarks;

/// <summary>Reserving five resources, committing and releasing them where what is held is metered, beside where it is not: each time two records are closed and kept.</summary>
[Budget("reserve, commit, release, metered", Ratio = 2, Bytes = BudgetAttribute.AnyBytes)]
public class MeteredCycle
{
    private readonly MeteredHosts _hosts = new();

    [GlobalSetup]
    public void Setup() => Preparation.Require(this, _hosts.Keys.Rewind, Bare, Ours);

    [Benchmark(Baseline = true, OperationsPerInvoke = Batch.Size)]
    public int Bare() => _hosts.AdmitAndRelease(_hosts.Off);

    [Benchmark(OperationsPerInvoke = Batch.Size)]
    public int Ours() => _hosts.AdmitAndRelease(_hosts.On);
}
