using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hivemind.Tenancy.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy;

/// <summary>
/// The instruments. Tags are built only when somebody listens, and what a listener throws is dropped: what is measured has
/// happened and goes on.
/// </summary>
internal sealed class TenancyMetrics : IDisposable
{
    private readonly Meter? _ownMeter;
    private readonly bool _tagTenant;
    private readonly TenancyGauges? _gauges;
    private readonly TimeProvider _time;
    private readonly Counter<long> _reservations;
    private readonly Histogram<double> _reservationDuration;
    private readonly Counter<long> _shortages;
    private readonly Counter<long> _thresholdCrossings;
    private readonly Counter<long> _accessRefusals;
    private readonly Counter<long> _consumed;
    private readonly Counter<long> _consumptionRefusals;
    private readonly Counter<long> _planMoves;

    public TenancyMetrics(IServiceProvider services, IOptions<HivemindTenancyOptions> options, TimeProvider time)
    {
        Meter meter = services.GetService<IMeterFactory>()?.Create(TenancyDiagnostics.MeterName)
            ?? (_ownMeter = new Meter(TenancyDiagnostics.MeterName));
        _tagTenant = options.Value.TagMetricsWithTenantId;
        _time = time;
        _reservations = meter.CreateCounter<long>(TenancyDiagnostics.ReservationsInstrument, "{reservation}", "Reservations and resizes decided.");
        _reservationDuration = meter.CreateHistogram<double>(TenancyDiagnostics.ReservationDurationInstrument, "s", "Time to decide a reservation.");
        _shortages = meter.CreateCounter<long>(TenancyDiagnostics.ShortagesInstrument, "{shortage}", "Resources that did not fit.");
        _thresholdCrossings = meter.CreateCounter<long>(TenancyDiagnostics.ThresholdCrossingsInstrument, "{crossing}", "Quota thresholds crossed.");
        _accessRefusals = meter.CreateCounter<long>(TenancyDiagnostics.AccessRefusalsInstrument, "{refusal}", "Callers refused.");
        _consumed = meter.CreateCounter<long>(TenancyDiagnostics.ConsumedInstrument, "{unit}", "Units used up.");
        _consumptionRefusals = meter.CreateCounter<long>(TenancyDiagnostics.ConsumptionRefusalsInstrument, "{refusal}", "Meters of which too little was left.");
        _planMoves = meter.CreateCounter<long>(TenancyDiagnostics.PlanMovesInstrument, "{move}", "Tenants moved to a version of a plan, or not.");
        _gauges = _tagTenant ? new TenancyGauges(meter, services, time) : null;
    }

    /// <summary>What the gauges read; null where the host did not opt in to tenants' ids.</summary>
    internal Task? Reading => _gauges?.Reading;

    /// <summary>The start of a decision; 0 while nobody measures it.</summary>
    public long StartTimestamp => _reservationDuration.Enabled ? _time.GetTimestamp() : 0;

    public void Decided(TenantId tenantId, bool admitted, long startTimestamp)
    {
        if (_reservations.Enabled)
        {
            Add(_reservations, Tags(tenantId, Tag("outcome", admitted ? "admitted" : "refused")));
        }

        if (startTimestamp != 0)
        {
            Record(_time.GetElapsedTime(startTimestamp).TotalSeconds, Tags(tenantId));
        }
    }

    /// <summary>What was done under an id before is not counted again.</summary>
    public void Consumed(TenantId tenantId, ConsumptionAmounts amounts, in ConsumptionOutcome outcome)
    {
        if (!_consumed.Enabled || !outcome.Decision.IsAdmitted || outcome.IsReplayed)
        {
            return;
        }

        foreach ((string name, long amount) in amounts)
        {
            Add(_consumed, Tags(tenantId, Tag(TenancyDiagnostics.MeterTag, name)), amount);
        }
    }

    public void Moved(TenantId tenantId, PlanMove move)
    {
        if (_planMoves.Enabled)
        {
            Add(_planMoves, Tags(tenantId, Tag("plan", move.To.Name), Tag("outcome", move.Problem is null ? "moved" : "refused")));
        }
    }

    public void Count(TenancyEvent tenancyEvent)
    {
        switch (tenancyEvent)
        {
            case ReservationRefused refused when _shortages.Enabled:
                foreach (QuotaShortage shortage in refused.Decision.Shortages)
                {
                    Add(_shortages, Tags(refused.TenantId, Tag("resource", shortage.Resource)));
                }

                break;
            case QuotaThresholdCrossed crossed when _thresholdCrossings.Enabled:
                Add(_thresholdCrossings, Tags(crossed.TenantId, Tag("resource", crossed.Resource), Tag("percent", crossed.Percent)));
                break;
            case ConsumptionRefused refused when _consumptionRefusals.Enabled:
                foreach (BudgetShortage shortage in refused.Decision.Shortages)
                {
                    Add(_consumptionRefusals, Tags(refused.TenantId, Tag(TenancyDiagnostics.MeterTag, shortage.Meter)));
                }

                break;
            case AccessRefused refused when _accessRefusals.Enabled:
                // Never with the tenant id: a stranger may ask for any, and each would be a time series.
                Add(_accessRefusals, Tags(null, Tag("reason", refused.Reason.ToString())));
                break;
        }
    }

    public void Dispose()
    {
        _gauges?.Dispose();
        _ownMeter?.Dispose();
    }

    private static void Add(Counter<long> counter, in TagList tags, long count = 1)
    {
        try
        {
            counter.Add(count, tags);
        }
        catch (Exception)
        {
            // The listener's.
        }
    }

    private void Record(double seconds, in TagList tags)
    {
        try
        {
            _reservationDuration.Record(seconds, tags);
        }
        catch (Exception)
        {
            // The listener's.
        }
    }

    private static KeyValuePair<string, object?> Tag(string key, object value) => new(key, value);

    private TagList Tags(TenantId? tenantId, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        TagList list = new(tags);
        if (_tagTenant && tenantId is { } id)
        {
            list.Add(TenancyDiagnostics.TenantIdTag, id.Value);
        }

        return list;
    }
}
