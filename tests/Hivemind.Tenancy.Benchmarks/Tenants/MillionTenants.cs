namespace Hivemind.Tenancy.Benchmarks;

/// <summary>
/// What a tenant takes in memory beside what its own strings take: the heap before and after making a million of them, each with
/// a name, an owner, a quota and a namespace of its own. Nothing to time, so BenchmarkDotNet has no part in it.
/// </summary>
internal static class MillionTenants
{
    public const string Operation = "a million tenants in memory, each";

    private const int Budget = 1024;

    public static Row Measure()
    {
        Host host = Host.With(TenantBenchmark.Many);
        return new Row(Operation, TenantBenchmark.Many)
        {
            Bytes = host.BytesOfTenant,
            BytesBudget = Budget,
            Note = $" (their strings alone: {Host.BytesOfStrings()})",
        };
    }
}
