using System.Reflection;
using BenchmarkDotNet.Reports;

namespace Hivemind.Tenancy.Benchmarks;

/// <summary>What BenchmarkDotNet measured of one class, turned into rows: a ratio for every round, and the medians over the rounds.</summary>
internal static class Measurements
{
    private const string Bare = nameof(Bare);
    private const string Ours = nameof(Ours);

    public static IEnumerable<Row> Rows(Type benchmark, Summary timing, Summary memory)
    {
        BudgetAttribute budget = benchmark.GetCustomAttribute<BudgetAttribute>()!;
        return timing.Reports
            .Where(r => Method(r) != Bare)
            .GroupBy(r => (Tenants: Tenants(r), Method: Method(r)))
            .Select(g => Row(budget, g.Key.Tenants, g.Key.Method, timing, memory));
    }

    private static Row Row(BudgetAttribute budget, int? tenants, string method, Summary timing, Summary memory)
    {
        Dictionary<string, double> bare = Rounds(timing, tenants, Bare);
        Dictionary<string, double> ours = Rounds(timing, tenants, method);
        double[] ratios = [.. ours.Select(round => round.Value / bare[round.Key])];
        double bytes = Bytes(memory, tenants, method);
        Row row = new(method == Ours ? budget.Operation : $"  {method}", tenants)
        {
            BareNanoseconds = Median(bare.Values),
            OurNanoseconds = Median(ours.Values),
            Ratio = Median(ratios),
            Rounds = ratios,
            Bytes = bytes,
        };
        return method != Ours ? row : row with
        {
            RatioBudget = budget.Ratio,
            ExtraNanosecondsBudget = budget.ExtraNanoseconds,
            BytesBudget = budget.Bytes switch
            {
                BudgetAttribute.AsBare => Bytes(memory, tenants, Bare) + budget.ExtraBytes,
                BudgetAttribute.AnyBytes => null,
                _ => budget.Bytes,
            },
        };
    }

    private static Dictionary<string, double> Rounds(Summary timing, int? tenants, string method) =>
        Of(timing, tenants, method).ToDictionary(r => r.BenchmarkCase.Job.Id, r => r.ResultStatistics!.Median);

    private static double Bytes(Summary memory, int? tenants, string method)
    {
        BenchmarkReport report = Of(memory, tenants, method).Single();
        return report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? double.NaN;
    }

    private static IEnumerable<BenchmarkReport> Of(Summary summary, int? tenants, string method) =>
        summary.Reports.Where(r => Tenants(r) == tenants && Method(r) == method);

    private static string Method(BenchmarkReport report) => report.BenchmarkCase.Descriptor.WorkloadMethod.Name;

    private static int? Tenants(BenchmarkReport report) =>
        (int?)report.BenchmarkCase.Parameters.Items.SingleOrDefault(p => p.Name == nameof(TenantBenchmark.Tenants))?.Value;

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
