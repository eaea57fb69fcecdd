using System.Diagnostics.Metrics;

namespace Hivemind.Tenancy.Tests;

/// <summary>A host without an <see cref="IMeterFactory"/> is measured, too. Runs alone, because listeners to such a meter are global.</summary>
[CollectionDefinition(nameof(OwnMeterTests), DisableParallelization = true)]
[Collection(nameof(OwnMeterTests))]
public sealed class OwnMeterTests
{
    [Fact]
    public async Task Meter_of_its_own_is_published_by_name_and_goes_with_the_host()
    {
        List<string> measured = [];
        List<string> gone = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == TenancyDiagnostics.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
            MeasurementsCompleted = (instrument, _) => gone.Add(instrument.Name),
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => measured.Add($"{instrument.Name} {value}"));
        listener.Start();

        using (QuotaHost host = await QuotaHost.StartAsync())
        {
            await host.ReserveAsync(Some.Amounts());
        }

        measured.Should().Equal($"{TenancyDiagnostics.ReservationsInstrument} 1");
        gone.Should().BeEquivalentTo(
            TenancyDiagnostics.ReservationsInstrument,
            TenancyDiagnostics.ReservationDurationInstrument,
            TenancyDiagnostics.ShortagesInstrument,
            TenancyDiagnostics.ThresholdCrossingsInstrument,
            TenancyDiagnostics.AccessRefusalsInstrument,
            TenancyDiagnostics.ConsumedInstrument,
            TenancyDiagnostics.ConsumptionRefusalsInstrument,
            TenancyDiagnostics.PlanMovesInstrument);
    }
}
