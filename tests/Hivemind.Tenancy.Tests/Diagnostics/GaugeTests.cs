using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Tests;

/// <summary>The gauges of what tenants use and may use.</summary>
public sealed class GaugeTests : IDisposable
{
    private readonly List<string> _measured = [];
    private readonly List<string> _published = [];
    private readonly MeterListener _listener = new();
    private readonly List<string> _calls = [];
    private bool _fails;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Gauges_say_usage_and_limit_of_each_tenant()
    {
        await using TenancyHost host = await HostAsync();
        await host.Quotas.TryReserveAsync(Some.TenantId, Resources.Amounts(("cpu", 0.5m)), default, Cancellation);
        await host.Consumption.ConsumeAsync(Some.TenantId, new() { ["tokens"] = 7, ["free"] = 1 }, cancellationToken: Cancellation);

        (await ObserveAsync(host)).Should().BeEmpty("nothing was read yet");

        (await ObserveAsync(host)).Where(m => !m.Contains(" 0 ")).Should().BeEquivalentTo(
            "hivemind.tenancy.resource.usage 0.5 acme resource=cpu",
            "hivemind.tenancy.resource.limit 2 acme resource=cpu",
            "hivemind.tenancy.budget.usage 7 acme meter=tokens",
            "hivemind.tenancy.budget.limit 10 acme meter=tokens");
    }

    [Fact]
    public async Task Gauges_are_not_there_unless_the_host_opted_in_to_tenant_ids()
    {
        await using TenancyHost host = await HostAsync(optedIn: false);

        (await ObserveAsync(host)).Should().BeEmpty();

        _published.Should().NotContain(i => i.Contains("resource") || i.Contains("budget"));
        _calls.Should().NotContain(nameof(ITenantStore.ListUsageAsync));
    }

    [Fact]
    public async Task Nothing_is_read_while_nobody_observes_and_once_for_all_gauges_observed_together()
    {
        await using TenancyHost host = await HostAsync();
        host.Time.Advance(TimeSpan.FromHours(1));
        Reads().Should().Be(0);

        await ObserveAsync(host);
        await ObserveAsync(host);
        Reads().Should().Be(1, "no time has passed");

        host.Time.Advance(TenancyGauges.MinInterval);
        await ObserveAsync(host);
        Reads().Should().Be(2);
    }

    [Fact]
    public async Task Gauges_say_nothing_once_the_store_has_failed_until_it_answers()
    {
        await using TenancyHost host = await HostAsync();
        await ObserveAsync(host);
        host.Time.Advance(TenancyGauges.MinInterval);
        (await ObserveAsync(host)).Should().NotBeEmpty();

        _fails = true;
        host.Time.Advance(TenancyGauges.MinInterval);
        await ObserveAsync(host);
        (await ObserveAsync(host)).Should().BeEmpty("neither what was nor zero");
        host.Logs.GetSnapshot().Should().ContainSingle(l => l.Id.Id == 18);

        _fails = false;
        host.Time.Advance(TenancyGauges.MinInterval);
        await ObserveAsync(host);
        (await ObserveAsync(host)).Should().NotBeEmpty();
    }

    [Fact]
    public async Task Gauges_say_nothing_that_is_too_old()
    {
        await using TenancyHost host = await HostAsync();
        await ObserveAsync(host);

        host.Time.Advance(TenancyGauges.MaxAge);
        (await ObserveAsync(host)).Should().NotBeEmpty();
        host.Time.Advance(TenancyGauges.MaxAge + TimeSpan.FromSeconds(1));
        (await ObserveAsync(host)).Should().BeEmpty();
        (await ObserveAsync(host)).Should().NotBeEmpty("it was read anew");
    }

    [Fact]
    public async Task Store_that_does_not_answer_keeps_nobody_waiting()
    {
        TaskCompletionSource gate = new();
        await using TenancyHost host = await HostAsync(before: method => method == nameof(ITenantStore.ListUsageAsync) ? gate.Task : Task.CompletedTask);

        Listen(host).RecordObservableInstruments();
        host.Time.Advance(TenancyGauges.MinInterval);
        _listener.RecordObservableInstruments();

        _measured.Should().BeEmpty();
        Reads().Should().BeLessThanOrEqualTo(1, "one at a time");
        gate.SetResult();
        await host.Get<TenancyMetrics>().Reading!;
    }

    [Fact]
    public async Task Every_tenant_of_every_page_is_said_once()
    {
        // It comes on the first page by its share, and again on the second, once it has lost that.
        TenantId sinking = TenantId.Parse("zz");
        TenancyHost? running = null;
        await using TenancyHost host = await HostAsync(before: async method =>
        {
            if (method == nameof(ITenantStore.ListUsageAsync) && Reads() == 2)
            {
                await running!.Quotas.ReleaseAsync(sinking, "a", cancellationToken: Cancellation);
            }
        });
        running = host;
        await host.Tenants.CreateTenantAsync(
            new TenantSpec { Id = sinking, Name = "Z", OwnerId = "o", ResourceQuotas = Resources.Quotas(("cpu", 1)) }, Cancellation);
        await host.Quotas.TryReserveAsync(sinking, Resources.Amounts(("cpu", 1)), new ReservationOptions { AllocationId = "a", Lease = TimeSpan.FromHours(1) }, Cancellation);
        for (int i = 0; i < TenancyLimits.PageSize + 1; i++)
        {
            await host.Tenants.CreateTenantAsync(
                new TenantSpec { Id = TenantId.Parse($"t-{i}"), Name = $"T {i}", OwnerId = "o", Budgets = new Dictionary<string, ConsumptionBudget> { ["x"] = new(1, CalendarUnit.Day) } },
                Cancellation);
        }

        await ObserveAsync(host);
        List<string> said = await ObserveAsync(host);

        said.Select(m => m.Split(' ')).Select(m => $"{m[0]} {m[2]} {m[3]}").Should().OnlyHaveUniqueItems();
        said.Count(m => m.Contains("budget.limit") && m.EndsWith("meter=x", StringComparison.Ordinal)).Should().Be(TenancyLimits.PageSize + 1);
        said.Count(m => m.Contains("resource.usage") && m.EndsWith("resource=cpu", StringComparison.Ordinal)).Should().Be(TenancyLimits.PageSize + 3);
    }

    private int Reads()
    {
        lock (_calls)
        {
            return _calls.Count(c => c == nameof(ITenantStore.ListUsageAsync));
        }
    }

    private async Task<TenancyHost> HostAsync(bool optedIn = true, Func<string, Task>? before = null)
    {
        TenancyHost inner = new();
        TenancyHost host = new(options => options.TagMetricsWithTenantId = optedIn, services =>
        {
            services.AddMetrics();
            services.AddSingleton(Interceptor.Slow(inner.Store, async method =>
            {
                lock (_calls)
                {
                    _calls.Add(method);
                }

                await (before?.Invoke(method) ?? Task.CompletedTask);
                if (_fails)
                {
                    throw new TenancyStoreException("It is down.", isTransient: true);
                }
            }));
        });
        await host.Tenants.CreateTenantAsync(
            Some.Spec() with
            {
                ResourceQuotas = Resources.Quotas(("cpu", 2)),
                Budgets = new Dictionary<string, ConsumptionBudget> { ["tokens"] = new(10, CalendarUnit.Day) },
            },
            Cancellation);
        return host;
    }

    /// <summary>What is measured, after what was to be read has been.</summary>
    private async Task<List<string>> ObserveAsync(TenancyHost host)
    {
        _measured.Clear();
        Listen(host).RecordObservableInstruments();
        await (host.Get<TenancyMetrics>().Reading ?? Task.CompletedTask);
        return [.. _measured];
    }

    private MeterListener Listen(TenancyHost host)
    {
        if (_listener.InstrumentPublished is null)
        {
            IMeterFactory factory = host.Get<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, factory))
                {
                    _published.Add(instrument.Name);
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        return _listener;
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        tags.Length.Should().Be(2);
        tags[1].Key.Should().Be(TenancyDiagnostics.TenantIdTag);
        _measured.Add(FormattableString.Invariant($"{instrument.Name} {value} {tags[1].Value} {tags[0].Key}={tags[0].Value}"));
    }
}
