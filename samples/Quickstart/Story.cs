using System.Globalization;
using Hivemind.Tenancy;
using Spectre.Console;

namespace Quickstart;

/// <summary>Tells the story: in colour on a terminal, as plain text when the output goes elsewhere.</summary>
internal static class Story
{
    private static int _chapter;

    // Some build servers ask for colours, but a file or pipe does not.
    static Story() => AnsiConsole.Profile.Capabilities.Ansi &= IsTerminal;

    private static bool IsTerminal => AnsiConsole.Profile.Out.IsTerminal;

    public static void Chapter(string title)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated($"[bold]{++_chapter}. {title}[/]");
    }

    public static void Done(string what) => AnsiConsole.MarkupLineInterpolated($"   [green]yes[/]  {what}");

    public static void Refused(string why) => AnsiConsole.MarkupLineInterpolated($"   [red]no[/]   {why}");

    public static void Usage(params IEnumerable<TenantUsage> usages)
    {
        Table table = new() { Border = IsTerminal ? TableBorder.Rounded : TableBorder.Ascii };
        table.AddColumns("Tenant", "Resource");
        table.AddColumn(new TableColumn("Used").RightAligned());
        table.AddColumn(new TableColumn("Reserved").RightAligned());
        table.AddColumn(new TableColumn("Limit").RightAligned());
        foreach (TenantUsage usage in usages)
        {
            foreach (ResourceUsage resource in usage.Resources.Where(r => r.Total > 0 || r.Limit is not null))
            {
                table.AddRow(
                    usage.TenantId.Value,
                    resource.Resource,
                    Text(resource, resource.Used),
                    Text(resource, resource.Reserved),
                    resource.Limit is { } limit ? Text(resource, limit) : "unlimited");
            }
        }

        AnsiConsole.Write(table);
    }

    private static string Text(ResourceUsage resource, decimal amount) => resource.Resource switch
    {
        ResourceNames.Cpu => string.Create(CultureInfo.InvariantCulture, $"{amount:0.###} cores"),
        ResourceNames.Memory or ResourceNames.Storage => string.Create(CultureInfo.InvariantCulture, $"{amount / (1 << 30):0.##} GiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{amount:0}"),
    };
}
