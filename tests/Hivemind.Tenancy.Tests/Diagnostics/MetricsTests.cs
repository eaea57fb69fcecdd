using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Hivemind.Tenancy.Tests;

/// <summary>What each instrument counts, with the host's own <see cref="IMeterFactory"/>.</summary>
public sealed class MetricsTests
{
    private static readonly ResourceAmounts One = Resources.Amounts(("cpu", 1), ("gpu", 1));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_decision_over_an_amount_is_counted_with_its_outcome()
    {
        await using TenancyHost host = await HostAsync(Resources.Quotas(("cpu", 2)));
        using MetricCollector<long> reservations = Collect<long>(host, TenancyDiagnostics.ReservationsInstrument);

        await ReserveAsync(host, One, "a");
        await ReserveAsync(host, One, "b");
        await ReserveAsync(host, One, "c");
        await host.Quotas.TryResizeAsync(Some.TenantId, "a", Resources.Amounts(("cpu", 2)), Cancellation);
        await host.Quotas.TryResizeAsync(Some.TenantId, "a", Resources.Amounts(("cpu", 0.5m)), Cancellation);
        await host.Quotas.TryReserveGrowthAsync(Some.TenantId, "a", Resources.Amounts(("cpu", 2)), null, Cancellation);
        await host.Quotas.TryReserveGrowthAsync(Some.TenantId, "a", Resources.Amounts(("cpu", 1)), null, Cancellation);

        reservations.Lines().Should().Equal(
            "1 {outcome=admitted}", "1 {outcome=admitted}", "1 {outcome=refused}", "1 {outcome=refused}", "1 {outcome=admitted}",
            "1 {outcome=refused}", "1 {outcome=admitted}");
    }

    [Fact]
    public async Task What_was_not_decided_is_not_counted()
    {
        await using TenancyHost host = await HostAsync();
        await ReserveAsync(host, One, "a");
        await host.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation);
        using MetricCollector<long> reservations = Collect<long>(host, TenancyDiagnostics.ReservationsInstrument);
        using MetricCollector<double> durations = Collect<double>(host, TenancyDiagnostics.ReservationDurationInstrument);

        await host.Awaiting(h => ReserveAsync(h, One, "b")).Should().ThrowAsync<TenantNotActiveException>();
        await host.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation);
        await host.Awaiting(h => ReserveAsync(h, Resources.Amounts(("cpu", 7)), "a")).Should().ThrowAsync<AllocationConflictException>();
        await host.Quotas.CheckAsync(Some.TenantId, One, Cancellation);

        reservations.Lines().Should().BeEmpty();
        durations.Lines().Should().BeEmpty();
    }

    [Fact]
    public async Task Duration_is_measured_in_seconds_of_the_hosts_clock()
    {
        await using TenancyHost inner = await HostAsync();
        await using TenancyHost host = new(services: services =>
        {
            services.AddMetrics();
            services.AddSingleton<TimeProvider>(inner.Time);
            services.AddSingleton(Interceptor.Before(inner.Store, (method, _, call) =>
            {
                if (method.Name is nameof(ITenantStore.AdmitAsync) or nameof(ITenantStore.ResizeAsync))
                {
                    inner.Time.Advance(TimeSpan.FromMilliseconds(250));
                }

                return call();
            }));
        });
        using MetricCollector<double> durations = Collect<double>(host, TenancyDiagnostics.ReservationDurationInstrument);

        durations.Instrument.Should().BeNull("nothing has asked for it yet");
        await ReserveAsync(host, One, "a");
        await host.Quotas.TryResizeAsync(Some.TenantId, "a", Resources.Amounts(("cpu", 0.5m)), Cancellation);

        durations.Lines().Should().Equal("0.25 {}", "0.25 {}");
        durations.Instrument!.Unit.Should().Be("s");
    }

    [Fact]
    public async Task Each_resource_that_does_not_fit_is_a_shortage()
    {
        await using TenancyHost host = await HostAsync(Resources.Quotas(("cpu", 0.5m), ("containers", 5), ("gpu", 0)));
        using MetricCollector<long> shortages = Collect<long>(host, TenancyDiagnostics.ShortagesInstrument);

        await ReserveAsync(host, Resources.Amounts(("cpu", 1), ("containers", 1), ("gpu", 1)), "a");

        shortages.Lines().Should().Equal("1 {resource=cpu}", "1 {resource=gpu}");
    }

    [Fact]
    public async Task Each_threshold_crossed_is_counted_with_its_resource_and_percentage()
    {
        await using TenancyHost host = await HostAsync(Resources.Quotas(("cpu", 1), ("gpu", 5)));
        using MetricCollector<long> crossings = Collect<long>(host, TenancyDiagnostics.ThresholdCrossingsInstrument);

        await ReserveAsync(host, Resources.Amounts(("cpu", 1), ("gpu", 4)), "a");

        crossings.Lines().Should().Equal("1 {percent=95, resource=cpu}", "1 {percent=80, resource=gpu}");
    }

    [Fact]
    public async Task Each_caller_refused_is_counted_with_the_reason()
    {
        await using TenancyHost host = await HostAsync();
        using MetricCollector<long> refusals = Collect<long>(host, TenancyDiagnostics.AccessRefusalsInstrument);

        await host.Awaiting(h => h.Tenants.GetTenantContextAsync("mallory", Some.TenantId, Cancellation).AsTask())
            .Should().ThrowAsync<TenantAccessDeniedException>();
        using (Some.Context().Enter())
        {
            await host.Tenants.FindTenantAsync(Some.OtherTenantId, Cancellation);
        }

        refusals.Lines().Should().Equal("1 {reason=NoAccess}", "1 {reason=OtherTenant}");
    }

    [Fact]
    public async Task What_is_consumed_or_settled_is_counted_by_meter_and_once()
    {
        await using TenancyHost host = await HostAsync();
        await BudgetAsync(host, new(100, CalendarUnit.Month));
        using MetricCollector<long> consumed = Collect<long>(host, TenancyDiagnostics.ConsumedInstrument);

        await host.Consumption.ConsumeAsync(Some.TenantId, new() { ["tokens"] = 7, ["unlimited"] = 2 }, "a", Cancellation);
        await host.Consumption.ConsumeAsync(Some.TenantId, new() { ["tokens"] = 7, ["unlimited"] = 2 }, "a", Cancellation);
        await host.Consumption.TryConsumeAsync(Some.TenantId, new() { ["tokens"] = 94 }, cancellationToken: Cancellation);
        await host.Consumption.HoldAsync(Some.TenantId, new() { ["tokens"] = 50 }, id: "held", cancellationToken: Cancellation);
        await host.Consumption.SettleAsync(Some.TenantId, "held", new() { ["tokens"] = 40 }, Cancellation);
        await host.Consumption.SettleAsync(Some.TenantId, "held", new() { ["tokens"] = 40 }, Cancellation);
        await host.Consumption.CorrectAsync(Some.TenantId, new() { ["tokens"] = -3 }, "corrected", "a mistake", Cancellation);

        consumed.Lines().Should().Equal("7 {meter=tokens}", "2 {meter=unlimited}", "40 {meter=tokens}");
    }

    [Fact]
    public async Task Each_meter_that_was_short_is_a_refusal()
    {
        await using TenancyHost host = await HostAsync(options: options => options.TagMetricsWithTenantId = true);
        await BudgetAsync(host, new(10, CalendarUnit.Month));
        using MetricCollector<long> refusals = Collect<long>(host, TenancyDiagnostics.ConsumptionRefusalsInstrument);

        await host.Consumption.TryConsumeAsync(Some.TenantId, new() { ["tokens"] = 11, ["unlimited"] = 2 }, cancellationToken: Cancellation);
        await host.Consumption.TryHoldAsync(Some.TenantId, new() { ["tokens"] = 11 }, cancellationToken: Cancellation);
        await host.Consumption.TryConsumeAsync(Some.TenantId, new() { ["tokens"] = 10 }, cancellationToken: Cancellation);

        refusals.Lines().Should().Equal("1 {hivemind.tenant.id=acme, meter=tokens}", "1 {hivemind.tenant.id=acme, meter=tokens}");
    }

    [Fact]
    public async Task Each_move_to_a_plan_is_counted_with_its_outcome()
    {
        await using TenancyHost host = await HostAsync();
        await host.Plans.PublishAsync(new TenantPlan("gold"), cancellationToken: Cancellation);
        using MetricCollector<long> moves = Collect<long>(host, TenancyDiagnostics.PlanMovesInstrument);

        await host.Plans.MoveTenantAsync(Some.TenantId, "gold", Cancellation);
        await host.Plans.MoveTenantAsync(Some.TenantId, "gold", Cancellation);
        await host.Plans.PublishAsync(new TenantPlan("gold") { Labels = Labels("a", 64) }, cancellationToken: Cancellation);
        await host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Labels = Labels("b", 1) }, cancellationToken: Cancellation);
        await host.Plans.ApplyAsync("gold", cancellationToken: Cancellation);

        moves.Lines().Should().Equal("1 {outcome=moved, plan=gold}", "1 {outcome=refused, plan=gold}");

        static Dictionary<string, string> Labels(string prefix, int count) => Enumerable.Range(0, count).ToDictionary(i => $"{prefix}{i}", _ => "x");
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "hivemind.tenant.id=acme, ")]
    public async Task Tenant_id_is_a_tag_only_where_the_host_opted_in_and_never_of_refused_callers(bool optedIn, string tag)
    {
        await using TenancyHost host = await HostAsync(Resources.Quotas(("cpu", 1)), options => options.TagMetricsWithTenantId = optedIn);
        using MetricCollector<long> reservations = Collect<long>(host, TenancyDiagnostics.ReservationsInstrument);
        using MetricCollector<double> durations = Collect<double>(host, TenancyDiagnostics.ReservationDurationInstrument);
        using MetricCollector<long> shortages = Collect<long>(host, TenancyDiagnostics.ShortagesInstrument);
        using MetricCollector<long> crossings = Collect<long>(host, TenancyDiagnostics.ThresholdCrossingsInstrument);
        using MetricCollector<long> refusals = Collect<long>(host, TenancyDiagnostics.AccessRefusalsInstrument);

        await ReserveAsync(host, Resources.Amounts(("cpu", 0.9m)), "a");
        await ReserveAsync(host, Resources.Amounts(("cpu", 0.9m)), "b");
        await host.Awaiting(h => h.Tenants.GetTenantContextAsync("mallory", Some.TenantId, Cancellation).AsTask())
            .Should().ThrowAsync<TenantAccessDeniedException>();

        reservations.Lines().Should().Equal($"1 {{{tag}outcome=admitted}}", $"1 {{{tag}outcome=refused}}");
        durations.Lines().Should().HaveCount(2).And.OnlyContain(line => line.EndsWith($"{{{tag.TrimEnd(' ', ',')}}}"));
        shortages.Lines().Should().Equal($"1 {{{tag}resource=cpu}}");
        crossings.Lines().Should().Equal($"1 {{{tag}percent=80, resource=cpu}}");
        refusals.Lines().Should().Equal("1 {reason=NoAccess}");
    }

    [Fact]
    public async Task Two_hosts_in_a_process_are_measured_apart()
    {
        await using TenancyHost first = await HostAsync();
        await using TenancyHost second = await HostAsync();
        using MetricCollector<long> reservations = Collect<long>(first, TenancyDiagnostics.ReservationsInstrument);

        await ReserveAsync(second, One, "a");

        reservations.Lines().Should().BeEmpty();
    }

    private static async Task<TenancyHost> HostAsync(ResourceQuotas? quotas = null, Action<HivemindTenancyOptions>? options = null)
    {
        TenancyHost host = new(options, services => services.AddMetrics());
        await host.Tenants.CreateTenantAsync(Some.Spec() with { ResourceQuotas = quotas ?? ResourceQuotas.Unlimited }, Cancellation);
        return host;
    }

    private static async Task BudgetAsync(TenancyHost host, ConsumptionBudget tokens) => await host.Tenants.UpdateTenantAsync(
        Some.TenantId, t => t with { Budgets = new Dictionary<string, ConsumptionBudget> { ["tokens"] = tokens } }, cancellationToken: Cancellation);

    private static MetricCollector<T> Collect<T>(TenancyHost host, string instrument)
        where T : struct => new(host.Get<IMeterFactory>(), TenancyDiagnostics.MeterName, instrument, host.Time);

    private static async Task ReserveAsync(TenancyHost host, ResourceAmounts amounts, string id) =>
        await host.Quotas.TryReserveAsync(Some.TenantId, amounts, new ReservationOptions { AllocationId = id }, Cancellation);
}
