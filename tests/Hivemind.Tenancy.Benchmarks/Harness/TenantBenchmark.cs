using BenchmarkDotNet.Attributes;

namespace Hivemind.Tenancy.Benchmarks;

/// <summary>A benchmark whose ratio must hold however many tenants there are.</summary>
public abstract class TenantBenchmark
{
    public const int Few = 1_000;
    public const int Many = 1_000_000;

    [Params(Few, Many)]
    public int Tenants { get; set; }
}
