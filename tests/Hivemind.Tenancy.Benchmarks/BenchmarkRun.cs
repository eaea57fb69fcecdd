using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Hivemind.Tenancy.Benchmarks;

/// <summary>Measures what the filter names, prints the table, and says by the exit code whether all are within their budgets.</summary>
internal static class BenchmarkRun
{
    public const int DefaultRounds = 9;

    private const int WithinBudget = 0;
    private const int OverBudget = 1;
    private const int BadArguments = 2;

    /// <summary>Reserving comes last: the rate limiter beside it has a timer that visits every partition from then on.</summary>
    private static readonly Type[] Benchmarks =
    [
        typeof(CurrentContext),
        typeof(EnterAndLeave),
        typeof(FindTenant),
        typeof(TenantAccessCheck),
        typeof(PermissionCheck),
        typeof(ListAccessibleTenants),
        typeof(MeteredAdmission),
        typeof(MeteredCycle),
        typeof(ReserveCommitRelease),
    ];

    public static int Run(string filter, int rounds)
    {
        Stopwatch watch = Stopwatch.StartNew();
        List<Row> rows = [];

        // First, while the heap is empty.
        if (Matches(MillionTenants.Operation, filter))
        {
            Say(watch, MillionTenants.Operation);
            rows.Add(MillionTenants.Measure());
        }

        foreach (Type benchmark in Benchmarks)
        {
            string operation = benchmark.GetCustomAttribute<BudgetAttribute>()!.Operation;
            if (Matches(operation, filter))
            {
                Say(watch, operation);
                Row[] measured = [.. Measurements.Rows(benchmark, Measure(benchmark, Rounds.Timing(rounds)), Measure(benchmark, Rounds.Memory()))];
                rows.AddRange(measured);
                Array.ForEach(measured, row => Say(watch, $"  ratios {string.Join(" ", row.Rounds.Select(r => r.ToString("F2", CultureInfo.InvariantCulture)))}"));
            }
        }

        if (rows.Count == 0)
        {
            Console.Error.WriteLine($"No operation has '{filter}' in its name. They are: {MillionTenants.Operation}; "
                + string.Join("; ", Benchmarks.Select(b => b.GetCustomAttribute<BudgetAttribute>()!.Operation)));
            return BadArguments;
        }

        BudgetTable.Print(rows, Console.Out);
        int over = rows.Count(r => r.IsOver);
        Console.WriteLine($"\n{rows.Count(r => r.HasBudget) - over} within budget, {over} over; {rounds} rounds, {watch.Elapsed.TotalSeconds:F0} s");
        return over == 0 ? WithinBudget : OverBudget;
    }

    private static bool Matches(string operation, string filter) => operation.Contains(filter, StringComparison.OrdinalIgnoreCase);

    private static Summary Measure(Type benchmark, IConfig config)
    {
        Summary summary = BenchmarkRunner.Run(benchmark, config);
        return !summary.HasCriticalValidationErrors && summary.Reports.Length > 0 && summary.Reports.All(r => r.Success)
            ? summary
            : throw new InvalidOperationException($"{benchmark.Name} could not be measured: {string.Join("; ", summary.ValidationErrors.Select(e => e.Message))}");
    }

    private static void Say(Stopwatch watch, string operation) =>
        Console.Error.WriteLine($"[{watch.Elapsed.TotalSeconds,4:F0} s] {operation}");
}
