using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What a host sees with OpenTelemetry, and with nothing but the names that the library publishes.</summary>
[Collection(TelemetryGroup.Name)]
public sealed class TelemetryTests
{
    private readonly LockedList<Activity> _spans = [];
    private readonly LockedList<Metric> _metrics = [];

    [Fact]
    public async Task Request_that_reserves_is_seen_with_its_tenant()
    {
        await using WebTestHost host = await StartAsync();

        (await host.GetAsync("/reserve", "alice", "acme")).StatusCode.Should().Be(HttpStatusCode.OK);

        (Activity request, Activity reserve) = (await SpanAsync(host, "GET /reserve"), await SpanAsync(host, "tenancy.reserve"));
        request.GetTagItem(TenancyDiagnostics.TenantIdTag).Should().Be("acme");
        reserve.GetTagItem(TenancyDiagnostics.TenantIdTag).Should().Be("acme");
        reserve.ParentSpanId.Should().Be(request.SpanId);
        reserve.TraceId.Should().Be(request.TraceId);
        Sum(host, TenancyDiagnostics.ReservationsInstrument, "outcome", "admitted").Should().Be(1);
        Sum(host, TenancyDiagnostics.AccessRefusalsInstrument).Should().Be(0);
    }

    [Fact]
    public async Task Request_that_does_not_fit_is_seen_with_its_tenant()
    {
        await using WebTestHost host = await StartAsync();
        await host.Tenants.UpdateResourceQuotasAsync(WebTestHost.Acme, new ResourceQuotas { Containers = 0 }, TestContext.Current.CancellationToken);

        (await host.GetAsync("/reserve", "alice", "acme")).StatusCode.Should().Be(HttpStatusCode.Conflict);

        (await SpanAsync(host, "GET /reserve")).GetTagItem(TenancyDiagnostics.TenantIdTag).Should().Be("acme");
        Sum(host, TenancyDiagnostics.ReservationsInstrument, "outcome", "refused").Should().Be(1);
        Sum(host, TenancyDiagnostics.ShortagesInstrument, "resource", "containers").Should().Be(1);
    }

    [Fact]
    public async Task Refused_request_is_counted_and_says_nothing_of_the_tenant()
    {
        await using WebTestHost host = await StartAsync();

        (await host.GetAsync("/reserve", "stranger", "acme")).StatusCode.Should().Be(HttpStatusCode.NotFound);

        Sum(host, TenancyDiagnostics.AccessRefusalsInstrument, "reason").Should().Be(1);
        (await SpanAsync(host, "GET /reserve")).GetTagItem(TenancyDiagnostics.TenantIdTag).Should().BeNull("the door did not let anybody in");
        Sum(host, TenancyDiagnostics.ReservationsInstrument).Should().Be(0);
    }

    [Fact]
    public async Task Nothing_of_the_library_is_recorded_unless_it_is_added()
    {
        await using WebTestHost host = await StartAsync(isAdded: false);

        await host.GetAsync("/reserve", "alice", "acme");
        await host.GetAsync("/reserve", "stranger", "acme");

        await SpanAsync(host, "GET /reserve");
        host.Services.GetRequiredService<MeterProvider>().ForceFlush();
        _metrics.Should().NotContain(m => m.MeterName == TenancyDiagnostics.MeterName);
        _spans.Snapshot().Should().NotContain(s => s.Source.Name == TenancyDiagnostics.ActivitySourceName);
    }

    private Task<WebTestHost> StartAsync(bool isAdded = true) => WebTestHost.StartAsync(
        services: services => services.AddOpenTelemetry()
            .WithMetrics(metrics => (isAdded ? metrics.AddMeter(TenancyDiagnostics.MeterName) : metrics).AddInMemoryExporter(_metrics))
            .WithTracing(tracing => (isAdded ? tracing.AddSource(TenancyDiagnostics.ActivitySourceName) : tracing)
                .AddAspNetCoreInstrumentation()
                .AddInMemoryExporter(_spans)),
        map: app => app.MapGet("/reserve", async (IQuotaManager quotas, CancellationToken cancellationToken) =>
        {
            await using ResourceReservation reservation = await quotas.ReserveAsync(
                TenantContext.Required.TenantId!.Value, new ResourceAmounts { Containers = 1 }, cancellationToken: cancellationToken);
            await reservation.CommitAsync(cancellationToken);
        }).RequireTenant());

    /// <summary>The request's span ends only after the client has its answer.</summary>
    private async Task<Activity> SpanAsync(WebTestHost host, string name)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(HangLimit.Duration);
        while (true)
        {
            host.Services.GetRequiredService<TracerProvider>().ForceFlush();
            if (_spans.Snapshot().LastOrDefault(s => s.DisplayName == name) is { } span)
            {
                return span;
            }

            await Task.Delay(5, patience.Token);
        }
    }

    /// <summary>What a counter has counted, by a tag and its value if they are given.</summary>
    private long Sum(WebTestHost host, string instrument, string? tag = null, string? value = null)
    {
        _metrics.Clear();
        host.Services.GetRequiredService<MeterProvider>().ForceFlush();
        long sum = 0;
        foreach (Metric metric in _metrics.Snapshot().Where(m => m.MeterName == TenancyDiagnostics.MeterName && m.Name == instrument))
        {
            foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
            {
                bool counts = tag is null;
                foreach (KeyValuePair<string, object?> found in point.Tags)
                {
                    counts |= found.Key == tag && (value is null || value.Equals(found.Value));
                }

                sum += counts ? point.GetSumLong() : 0;
            }
        }

        return sum;
    }
}
