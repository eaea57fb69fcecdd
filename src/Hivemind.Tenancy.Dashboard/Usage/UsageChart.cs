namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>
/// What was held of one resource over time, as bars. Across, sizes are percent of the chart, so that text keeps its size on a narrow screen; down, they are
/// pixels.
/// </summary>
public sealed record UsageChart
{
    /// <summary>How high the full axis is, in pixels.</summary>
    public const int Height = 160;

    /// <summary>Where the axis ends, from the top.</summary>
    public const int Top = 8;

    /// <summary>A limit above so many times of what was held is said, not drawn: the bars would vanish.</summary>
    private const int FarAbove = 4;

    private const decimal Gap = 0.15m;
    private const int Digits = 3;

    private UsageChart(string resource, IReadOnlyList<UsageBar> bars, decimal? limit)
    {
        (Resource, Bars, Limit) = (resource, bars, limit);
        Peak = bars.Max(b => b.Held.Peak);
        ShowsLimit = limit <= Peak * FarAbove;
        Scale = ChartScale.Above(resource, ShowsLimit ? Math.Max(Peak, limit!.Value) : Peak);
    }

    /// <summary>The resource.</summary>
    public string Resource { get; }

    /// <summary>One a period, in order, those included in which nothing was held and those ahead.</summary>
    public IReadOnlyList<UsageBar> Bars { get; }

    /// <summary>The limit of now; null for none.</summary>
    public decimal? Limit { get; }

    /// <summary>Whether the limit is drawn.</summary>
    public bool ShowsLimit { get; }

    /// <summary>The most that was held at any moment.</summary>
    public decimal Peak { get; }

    /// <summary>Where the axis ends, in the resource's unit.</summary>
    public decimal Scale { get; }

    /// <summary>The chart of each resource of which something was held, the five known ones first.</summary>
    public static IReadOnlyList<UsageChart> Of(HistorySpan span, IReadOnlyList<MeteredUsage> measured, TenantUsage now)
    {
        ArgumentNullException.ThrowIfNull(span);
        ArgumentNullException.ThrowIfNull(measured);
        ArgumentNullException.ThrowIfNull(now);
        Dictionary<DateTimeOffset, MeteredUsage> byStart = measured.ToDictionary(m => m.Start);
        return [.. Amount.InOrder(measured.SelectMany(m => m.Resources).Select(r => r.Resource).Distinct(StringComparer.Ordinal), r => r)
            .Select(resource => new UsageChart(
                resource,
                [.. span.Periods.Select(p => new UsageBar(p, (byStart.GetValueOrDefault(p.Start) ?? new MeteredUsage(p.Start, p.End, null, []))[resource]))],
                now[resource].Limit))];
    }

    /// <summary>How high a bar is that stands for an amount, in pixels.</summary>
    public string HeightOf(decimal amount) => Amount.Exact(Pixels(amount));

    /// <summary>Where an amount lies, from the top, in pixels.</summary>
    public string Y(decimal amount) => Amount.Exact(Top + Height - Pixels(amount));

    /// <summary>Where a bar begins.</summary>
    public string X(int bar) => Percent(Slot * (bar + Gap));

    /// <summary>Where a bar ends.</summary>
    public string Right(int bar) => Percent(Slot * (bar + 1 - Gap));

    /// <summary>How wide a bar is.</summary>
    public string Width => Percent(Slot * (1 - (2 * Gap)));

    /// <summary>Where the place of a bar begins, the gap before it included.</summary>
    public string Left(int bar) => Percent(Slot * bar);

    private decimal Slot => 100m / Bars.Count;

    private static string Percent(decimal value) => Amount.Exact(Math.Round(value, Digits)) + "%";

    private decimal Pixels(decimal amount) => Math.Round(amount / Scale * Height, Digits);
}
