using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace Hivemind.Tenancy.Tests;

/// <summary>Reserving while an activity listener is there, which takes another path: the result must be the same. Runs alone, because listeners are global.</summary>
[CollectionDefinition(nameof(TracedReserveTests), DisableParallelization = true)]
[Collection(nameof(TracedReserveTests))]
public sealed class TracedReserveTests : IDisposable
{
    private static readonly ResourceAmounts One = Resources.Amounts(("cpu", 1));

    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == TenancyDiagnostics.ActivitySourceName,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
    };

    public TracedReserveTests() => ActivitySource.AddActivityListener(_listener);

    public void Dispose() => _listener.Dispose();

    [Theory, EveryStore]
    public async Task Reserve_is_admitted_committed_and_refused_as_always(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas(("cpu", 1)));

        await host.RunAsync(One, "a");

        (await host.TryReserveAsync(One)).Decision.Shortages.Should().Equal(new QuotaShortage("cpu", 1, 1, 0, 1));
        await host.Awaiting(h => h.ReserveAsync(One)).Should().ThrowAsync<QuotaExceededException>();
        await host.Awaiting(h => h.ReserveAsync(Resources.Amounts(("cpu", 2)), "a")).Should().ThrowAsync<AllocationConflictException>();
        (await host.UsageAsync("cpu")).Used.Should().Be(1);
    }

    [Theory, EveryStore]
    public async Task Reserving_for_a_tenant_that_is_not_active_is_reported_to_handlers(StoreKind store)
    {
        ITenancyEventHandler handler = Substitute.For<ITenancyEventHandler>();
        using QuotaHost host = await QuotaHost.StartAsync(store, configure: services => services.AddSingleton(handler));
        await host.SetStatusAsync(TenantStatus.Suspended);

        await host.Awaiting(h => h.ReserveAsync(One)).Should().ThrowAsync<TenantNotActiveException>();

        await handler.Received(1).HandleAsync(
            Arg.Is<AccessRefused>(e => e.Reason == AccessRefusalReason.NotActive), Arg.Any<CancellationToken>());
    }
}
