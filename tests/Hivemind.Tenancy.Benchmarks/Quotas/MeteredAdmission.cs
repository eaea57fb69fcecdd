using BenchmarkDotNet.Attributes;

namespace Hivemind.Tenancy.Benchmarks;

/// <summary>Reserving five resources under an id and committing them where what is held is metered, beside where it is not. What was admitted is released between the iterations.</summary>
[Budget("reserve and commit, metered", Ratio = 1.3, Bytes = BudgetAttribute.AnyBytes)]
public class MeteredAdmission
{
    private readonly MeteredHosts _hosts = new();

    [GlobalSetup]
    public void Setup() => Preparation.Require(
        this,
        _hosts.Keys.Rewind,
        () => Released(Bare()),
        () => Released(Ours()));

    [IterationCleanup]
    public void Release() => _hosts.ReleaseAll();

    [Benchmark(Baseline = true, OperationsPerInvoke = Batch.Size)]
    public int Bare() => _hosts.Admit(_hosts.Off);

    [Benchmark(OperationsPerInvoke = Batch.Size)]
    public int Ours() => _hosts.Admit(_hosts.On);

    private int Released(int admitted)
    {
        Release();
        return admitted;
    }
}
