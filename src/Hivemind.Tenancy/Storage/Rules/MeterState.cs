namespace Hivemind.Tenancy.Storage;

/// <summary>What is kept of one meter of a tenant: the window it is counted in, and what counts there. A part of <see cref="ConsumptionState"/>.</summary>
public sealed class MeterState
{
    /// <summary>Makes what is kept of a meter.</summary>
    /// <param name="meter">The meter.</param>
    public MeterState(string meter) => Meter = meter;

    /// <summary>The meter.</summary>
    public string Meter { get; }

    /// <summary>Which of the meter's windows it is, from 1; 0 before the first.</summary>
    public long Number { get; set; }

    /// <summary>How long the window is.</summary>
    public CalendarUnit Unit { get; set; }

    /// <summary>Whose calendar it is of.</summary>
    public string TimeZoneId { get; set; } = ConsumptionBudget.Utc;

    /// <summary>When it began, in UTC ticks.</summary>
    public long StartTicks { get; set; }

    /// <summary>When it ends.</summary>
    public long EndTicks { get; set; }

    /// <summary>What counts against the budget as used.</summary>
    public long Used { get; set; }

    /// <summary>What of <see cref="Used"/> was used before the window was changed to this one, and is told of in the windows before.</summary>
    public long Carried { get; set; }

    /// <summary>What is held.</summary>
    public long Held { get; set; }

    /// <summary>The threshold that stands, in percent; 0 for none.</summary>
    public int Threshold { get; set; }

    /// <summary>When one was last reported, in UTC ticks; 0 for never.</summary>
    public long FiredTicks { get; set; }

    /// <summary>Whether a step has changed anything, so that it has to be written.</summary>
    public bool IsChanged { get; set; }

    /// <summary>The budget of now; null for none.</summary>
    internal ConsumptionBudget? Budget { get; set; }

    internal long Limit => Budget?.Limit ?? EffectiveLimits.None;

    /// <summary>Whether so much more may be used.</summary>
    internal bool Has(long amount) => Budget is null or { IsPostPaid: true } || amount <= Budget.Limit - Used - Held;

    internal BudgetUsage ToUsage() => new(
        Meter, Budget?.Limit, Used, Held, TenancyClock.FromTicks(StartTicks), TenancyClock.FromTicks(EndTicks), Budget is { IsPostPaid: true });
}
