using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Tests;

/// <summary>The dashboard beside the package's page asks for what there is.</summary>
public sealed partial class DashboardTests
{
    private static readonly string[] Labels = ["hivemind_tenant_id"];

    [Fact]
    public async Task Dashboard_asks_for_the_librarys_instruments_and_for_each_of_them()
    {
        IReadOnlyCollection<string> queried = Queried();
        IReadOnlyList<string[]> exported = await ExportedAsync();

        queried.Should().NotBeEmpty().And.BeSubsetOf(exported.SelectMany(names => names));
        exported.Where(names => !names.Intersect(queried).Any()).Should().BeEmpty("each instrument has a panel");
    }

    [Fact]
    public void Dashboard_has_panels_that_do_not_share_an_id_or_a_place()
    {
        JsonElement[] panels = [.. Dashboard().GetProperty("panels").EnumerateArray()];

        panels.Select(p => p.GetProperty("id").GetInt32()).Should().OnlyHaveUniqueItems();
        panels.Select(p => p.GetProperty("gridPos").GetRawText()).Should().OnlyHaveUniqueItems();
        panels.Should().AllSatisfy(p => p.GetProperty("title").GetString().Should().NotBeNullOrEmpty());
    }

    /// <summary>All names in queries and variables that are not labels.</summary>
    private static HashSet<string> Queried()
    {
        JsonElement dashboard = Dashboard();
        IEnumerable<string> queries = dashboard.GetProperty("panels").EnumerateArray()
            .Where(p => p.TryGetProperty("targets", out _))
            .SelectMany(p => p.GetProperty("targets").EnumerateArray())
            .Select(t => t.GetProperty("expr").GetString()!);
        IEnumerable<string> variables = dashboard.GetProperty("templating").GetProperty("list").EnumerateArray()
            .Where(v => v.GetProperty("type").GetString() == "query")
            .Select(v => v.GetProperty("definition").GetString()!);
        return [.. queries.Concat(variables).SelectMany(q => Name().Matches(q)).Select(m => m.Value).Except(Labels)];
    }

    /// <summary>For each instrument the names under which OpenTelemetry's exporter hands it to Prometheus.</summary>
    private static async Task<IReadOnlyList<string[]>> ExportedAsync()
    {
        await using TenancyHost host = new(options => options.TagMetricsWithTenantId = true, services => services.AddMetrics());
        IMeterFactory factory = host.Get<IMeterFactory>();
        List<string[]> exported = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, factory) && instrument.Meter.Name == TenancyDiagnostics.MeterName)
                {
                    exported.Add(NamesOf(instrument));
                }
            },
        };
        _ = host.Quotas;
        listener.Start();
        return exported;
    }

    /// <summary>Dots become underscores; units in braces are left out, a counter ends in <c>_total</c>, a histogram is three series.</summary>
    private static string[] NamesOf(Instrument instrument)
    {
        string name = instrument.Name.Replace('.', '_') + instrument.Unit switch
        {
            null => string.Empty,
            ['{', ..] => string.Empty,
            "s" => "_seconds",
            string other => throw new NotSupportedException($"How is '{other}' written?"),
        };
        return instrument switch
        {
            Counter<long> => [name + "_total"],
            Histogram<double> => [name + "_bucket", name + "_sum", name + "_count"],
            ObservableGauge<long> or ObservableGauge<double> => [name],
            _ => throw new NotSupportedException($"How is a {instrument.GetType().Name} written?"),
        };
    }

    private static JsonElement Dashboard()
    {
        using Stream file = typeof(DashboardTests).Assembly.GetManifestResourceStream("grafana-dashboard.json")!;
        using JsonDocument document = JsonDocument.Parse(file);
        return document.RootElement.Clone();
    }

    [GeneratedRegex("hivemind_[a-z_]+")]
    private static partial Regex Name();
}
