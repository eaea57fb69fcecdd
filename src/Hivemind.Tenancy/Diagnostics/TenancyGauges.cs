using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy;

/// <summary>
/// The gauges of what tenants use and may use. Observing them reads nothing: it answers with what was read last, and lets a task read anew, one page or
/// tenant at a time, at most one such task at once. Nobody observes: nothing is read.
/// </summary>
internal sealed class TenancyGauges : IDisposable
{
    /// <summary>From one beginning to read to the next, at least: all gauges that are observed together are read once.</summary>
    public static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(10);

    /// <summary>What is older is not said any more.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    private const int NotYet = 0;

    private readonly IServiceProvider _services;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _disposal = new();
    private readonly object _gate = new();
    private GaugeReading? _reading;
    private long _started = NotYet;

    public TenancyGauges(Meter meter, IServiceProvider services, TimeProvider time)
    {
        (_services, _time) = (services, time);
        meter.CreateObservableGauge(
            TenancyDiagnostics.ResourceUsageInstrument, () => Observe()?.Usages ?? [], unit: null, "What a tenant holds of a resource, in its unit.");
        meter.CreateObservableGauge(
            TenancyDiagnostics.ResourceLimitInstrument, () => Observe()?.Limits ?? [], unit: null, "What a tenant may hold of a resource, in its unit.");
        meter.CreateObservableGauge(
            TenancyDiagnostics.BudgetUsageInstrument, () => Observe()?.BudgetUsages ?? [], unit: null, "What a tenant has used up of a budget in the window of now.");
        meter.CreateObservableGauge(
            TenancyDiagnostics.BudgetLimitInstrument, () => Observe()?.BudgetLimits ?? [], unit: null, "What a budget allows a tenant in a window.");
    }

    /// <summary>The reading that was begun last; done when none was.</summary>
    internal Task Reading { get; private set; } = Task.CompletedTask;

    public void Dispose()
    {
        lock (_gate)
        {
            _disposal.Cancel();
            _disposal.Dispose();
        }
    }

    private GaugeReading? Observe()
    {
        lock (_gate)
        {
            bool isDue = _started == NotYet || _time.GetElapsedTime(_started) >= MinInterval;
            if (isDue && Reading.IsCompleted && !_disposal.IsCancellationRequested)
            {
                _started = Math.Max(_time.GetTimestamp(), NotYet + 1);
                using (ExecutionContext.SuppressFlow())
                {
                    CancellationToken disposal = _disposal.Token;
                    Reading = Task.Run(() => ReadAsync(disposal), CancellationToken.None);
                }
            }
        }

        return Volatile.Read(ref _reading) is { } reading && _time.GetElapsedTime(reading.ReadAt) <= MaxAge ? reading : null;
    }

    /// <summary>Reads anew; a store that fails leaves nothing to say.</summary>
    private async Task ReadAsync(CancellationToken disposal)
    {
        try
        {
            GaugeReading reading = await GaugeReading.ReadAsync(_services, disposal).ConfigureAwait(false);
            reading.ReadAt = _time.GetTimestamp(); // its age is counted from its end, however long it took
            Volatile.Write(ref _reading, reading);
        }
        catch (Exception e)
        {
            Volatile.Write(ref _reading, null);
            if (!disposal.IsCancellationRequested)
            {
                _services.GetRequiredService<TenancyLogger>().Log.GaugesNotRead(e);
            }
        }
    }
}
