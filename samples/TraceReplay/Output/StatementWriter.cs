using System.Globalization;
using Spectre.Console;

namespace TraceReplay;

/// <summary>Shows what tenants have used: exactly as a table, and at a glance as bars, the largest first.</summary>
internal static class StatementWriter
{
    private const int Bars = 15;
    private const int BarWidth = 100;

    public static void Write(TextWriter output, ReplayReport report)
    {
        IAnsiConsole console = Terminal.Open(output);
        (string Id, decimal CoreSeconds)[] used = [.. report.Tenants.Select(t => (t.Key, t.Value.CoreSeconds ?? 0)).OrderByDescending(t => t.Item2)];
        Table table = new() { Border = console.Profile.Out.IsTerminal ? TableBorder.Rounded : TableBorder.Ascii };
        table.AddColumn(new TableColumn("Tenant").Footer("Total"));
        table.AddColumn(new TableColumn("Core-seconds").RightAligned().Footer(Text(used.Sum(u => u.CoreSeconds))));
        foreach ((string id, decimal coreSeconds) in used)
        {
            table.AddRow(id, Text(coreSeconds));
        }

        console.Write(table);
        BarChart chart = new() { Width = BarWidth, Label = "Core-hours" };
        foreach ((string id, decimal coreSeconds) in used.Take(Bars))
        {
            chart.AddItem(id, Math.Round((double)coreSeconds / 3600, 1), Color.Teal);
        }

        console.Write(chart);
    }

    private static string Text(decimal number) => number.ToString("#,0.###", CultureInfo.InvariantCulture);
}
