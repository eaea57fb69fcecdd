using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hivemind.Tenancy;

/// <summary>Listens to the library's meter and activity source by their public names.</summary>
internal sealed class Observer : IDisposable
{
    private readonly Dictionary<string, long> _counters = [];
    private readonly List<string> _activities = [];
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _spans;
    private bool _isTagged = true;

    public Observer()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == TenancyDiagnostics.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>(Note);
        _meters.SetMeasurementEventCallback<double>((instrument, _, tags, state) => Note(instrument, 1, tags, state));
        _meters.Start();
        _spans = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TenancyDiagnostics.ActivitySourceName,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => _activities.Add($"{activity.OperationName} {activity.GetTagItem(TenancyDiagnostics.TenantIdTag)}"),
        };
        ActivitySource.AddActivityListener(_spans);
    }

    public void Verify()
    {
        Check.That(_isTagged);
        Check.That(_counters[TenancyDiagnostics.ReservationsInstrument] > 0);
        Check.Equal(_counters[TenancyDiagnostics.ReservationDurationInstrument], _counters[TenancyDiagnostics.ReservationsInstrument]);
        Check.That(_counters[TenancyDiagnostics.ShortagesInstrument] > 0);
        Check.That(_counters[TenancyDiagnostics.ThresholdCrossingsInstrument] > 0);
        Check.That(_counters[TenancyDiagnostics.AccessRefusalsInstrument] > 0);
        Check.That(_activities.Contains("tenancy.create acme"));
        Check.That(_activities.Contains("tenancy.reserve acme"));
        Check.That(_activities.Contains("tenancy.delete acme"));
    }

    public void Dispose()
    {
        _meters.Dispose();
        _spans.Dispose();
    }

    private void Note(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        _counters[instrument.Name] = _counters.GetValueOrDefault(instrument.Name) + value;
        bool tagged = false;
        foreach ((string key, object? _) in tags)
        {
            tagged |= key == TenancyDiagnostics.TenantIdTag;
        }

        _isTagged &= tagged == (instrument.Name != TenancyDiagnostics.AccessRefusalsInstrument);
    }
}
