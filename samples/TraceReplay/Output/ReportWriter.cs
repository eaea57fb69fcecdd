using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace TraceReplay;

/// <summary>Shows a report: as JSON for programs, as a table for people.</summary>
internal static class ReportWriter
{
    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    public static void WriteJson(TextWriter output, ReplayReport report) =>
        output.WriteLine(JsonSerializer.Serialize(report, JsonOptions));

    public static void WriteTable(TextWriter output, ReplayReport report)
    {
        IAnsiConsole console = Terminal.Open(output);
        Table table = new() { Border = console.Profile.Out.IsTerminal ? TableBorder.Rounded : TableBorder.Ascii };
        table.AddColumn(new TableColumn("Tenant").Footer("Total"));
        table.AddColumn(Number("Admitted").Footer(Text(report.Totals.Admitted)));
        table.AddColumn(Number("Refused").Footer(Text(report.Totals.Refused)));
        table.AddColumn(Number("Peak CPU (cores)"));
        table.AddColumn(Number("Peak containers"));
        foreach ((string id, TenantTally tenant) in report.Tenants)
        {
            table.AddRow(id, Text(tenant.Admitted), Text(tenant.Refused), Text(tenant.PeakCpu), Text(tenant.PeakContainers));
        }

        console.Write(table);
        string malformed = report.Totals.Malformed is { } lines ? $", {Counted(lines, "line")} malformed" : string.Empty;
        console.WriteLine($"{Counted(report.Totals.Skipped, "job")} skipped{malformed}.");
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Replayed in {report.ElapsedSeconds:N2} s: {report.OperationsPerSecond:N0} operations a second."));
    }

    private static TableColumn Number(string header) => new TableColumn(header).RightAligned();

    private static string Counted(int count, string noun) => $"{Text(count)} {Printable.Noun(count, noun)}";

    private static string Text(decimal number) => number.ToString("#,0.###", CultureInfo.InvariantCulture);
}
