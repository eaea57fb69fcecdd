using System.Globalization;

namespace Hivemind.Tenancy.Benchmarks;

/// <summary>Prints rows in columns.</summary>
internal static class BudgetTable
{
    private static readonly string[] Header =
        ["operation", "tenants", "bare ns", "ours ns", "ratio", "budget", "bytes", "budget", "verdict"];

    public static void Print(IEnumerable<Row> rows, TextWriter writer)
    {
        List<string[]> lines = [Header, .. rows.Select(Cells)];
        int[] widths = [.. Header.Select((_, column) => lines.Max(line => line[column].Length))];
        foreach (string[] line in lines)
        {
            writer.WriteLine(string.Join("  ", line.Select((cell, column) => column is 0 or 8 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
        }
    }

    private static string[] Cells(Row row) =>
    [
        row.Operation,
        row.Tenants is { } tenants ? tenants.ToString("N0", CultureInfo.InvariantCulture) : "-",
        Number(row.BareNanoseconds, "F1"),
        Number(row.OurNanoseconds, "F1"),
        Number(row.Ratio, "F2"),
        row.RatioBudget is { } ratio
            ? Number(ratio, "F2") + (row.ExtraNanosecondsBudget > 0 ? $" or +{Number(row.ExtraNanosecondsBudget, "F0")} ns" : string.Empty)
            : "-",
        Number(row.Bytes, "F0"),
        Number(row.BytesBudget, "F0"),
        (!row.HasBudget ? "(no budget)" : row.IsOver ? "OVER" : "ok") + row.Note,
    ];

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
