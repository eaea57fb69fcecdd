using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using NSubstitute;
using NSubstitute.Extensions;

namespace Hivemind.Tenancy.Tests;

/// <summary>A store that fails makes the call fail, with what it threw: never "no such tenant", never "denied", never a refusal.</summary>
public sealed class QuotaStoreFailureTests
{
    private const string Working = "admits this source";

    private static readonly Dictionary<string, Func<IQuotaManager, Task>> Operations = new()
    {
        ["reserve"] = q => q.ReserveAsync(Some.TenantId, Some.Amounts(), default, Token).AsTask(),
        ["try to reserve"] = q => q.TryReserveAsync(Some.TenantId, Some.Amounts(), default, Token).AsTask(),
        ["check"] = q => q.CheckAsync(Some.TenantId, Some.Amounts(), Token).AsTask(),
        ["commit"] = q => q.CommitAsync(Some.TenantId, "a", null, Token).AsTask(),
        ["renew"] = q => q.RenewAsync(Some.TenantId, "a", null, Token).AsTask(),
        ["release"] = q => q.ReleaseAsync(Some.TenantId, "a", null, Token).AsTask(),
        ["resize"] = q => q.ResizeAsync(Some.TenantId, "a", Some.Amounts(), Token).AsTask(),
        ["try to resize"] = q => q.TryResizeAsync(Some.TenantId, "a", Some.Amounts(), Token).AsTask(),
        ["usage"] = q => q.GetUsageAsync(Some.TenantId, Token).AsTask(),
        ["list"] = q => q.ListAllocationsAsync(Some.TenantId, null, Token).AsTask(),
        ["grace"] = q => q.GrantGraceAsync(Some.TenantId, Some.Amounts(), Some.Time.AddHours(1), cancellationToken: Token).AsTask(),
        ["reconcile"] = q => q.ReconcileAsync(new AllocationObservation("node-1", Some.Mark(0), []), Token).AsTask(),
        ["marks"] = q => q.ReadMarksAsync([Some.TenantId], Token).AsTask(),
        ["recompute"] = q => q.RecomputeAsync(Some.TenantId, Token).AsTask(),
        ["usage of all"] = q => q.ListUsageAsync(null, Token).AsTask(),
        ["grow"] = q => q.ReserveGrowthAsync(Some.TenantId, "a", Some.Amounts(), null, Token).AsTask(),
        ["try to grow"] = q => q.TryReserveGrowthAsync(Some.TenantId, "a", Some.Amounts(), null, Token).AsTask(),
        ["lower"] = q => q.LowerAsync(Some.TenantId, "a", Some.Amounts(), 1, Token).AsTask(),
        ["commit a reservation"] = q => Reservation(q).CommitAsync(Token).AsTask(),
        ["renew a reservation"] = q => Reservation(q).RenewAsync(null, Token).AsTask(),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static MatrixTheoryData<string, bool, bool> Failures => new(Operations.Keys, [false, true], [false, true]);

    [Theory, MemberData(nameof(Failures))]
    public async Task Failure_reaches_the_caller_unchanged_and_through_the_task(string operation, bool synchronous, bool transient)
    {
        TenancyStoreException failure = new("the database is away", transient, new TimeoutException());
        ITenancyEventHandler handler = Substitute.For<ITenancyEventHandler>();
        ITenantStore store = Failing(failure, synchronous);
        using QuotaHost host = new(configure: services => services.AddSingleton(store).AddSingleton(handler));

        Task call = Operations[operation](host.Quotas);

        (await call.Awaiting(c => c).Should().ThrowAsync<TenancyStoreException>()).Which.Should().BeSameAs(failure);
        failure.IsTransient.Should().Be(transient);
        handler.ReceivedCalls().Should().BeEmpty("nothing was refused");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dispose_does_not_throw_when_the_store_fails_but_logs_it(bool synchronous)
    {
        InvalidOperationException failure = new("not even an exception that a store may throw");
        ITenantStore store = Failing(failure, synchronous);
        using QuotaHost host = new(configure: services => services.AddSingleton(store).AddLogging(logging => logging.AddFakeLogging()));
        ResourceReservation reservation = await host.ReserveAsync(Some.Amounts(), "job-7", TimeSpan.FromSeconds(30), Working);

        Task disposing = reservation.DisposeAsync().AsTask();
        await disposing;

        FakeLogRecord logged = host.Get<FakeLogCollector>().GetSnapshot().Should().ContainSingle().Subject;
        (logged.Level, logged.Exception).Should().Be((LogLevel.Warning, failure));
        logged.Message.Should().Contain("job-7").And.Contain("acme");
    }

    [Fact]
    public async Task Hold_that_could_not_be_given_back_ends_by_its_lease()
    {
        using QuotaHost host = await QuotaHost.StartAsync(StoreKind.Asynchronous);
        ResourceReservation reservation = await host.ReserveAsync(Some.Amounts(), lease: TimeSpan.FromSeconds(10));
        host.BeforeStep = _ => throw new TenancyStoreException("away", isTransient: true);
        await reservation.DisposeAsync();
        host.BeforeStep = _ => Task.CompletedTask;

        (await host.ListAsync()).Should().ContainSingle();
        host.Clock.Advance(TimeSpan.FromSeconds(10));
        (await host.ListAsync()).Should().BeEmpty();
    }

    /// <summary>A store whose every allocation verb fails; only one source is admitted, so that there are reservations to fail on.</summary>
    private static ITenantStore Failing(Exception failure, bool synchronous)
    {
        ITenantStore store = Substitute.For<ITenantStore>();
        store.ReturnsForAll(call => call.Args()[0] is AdmissionRequest { Source: Working }
            ? new ValueTask<AdmissionResult>(new AdmissionResult(QuotaDecision.Admitted, Some.Uid, 1, Some.Time.AddSeconds(30), []))
            : Fail<AdmissionResult>());
        store.ReturnsForAll(_ => synchronous ? throw failure : ValueTask.FromException(failure));
        store.ReturnsForAll(_ => Fail<bool>());
        store.ReturnsForAll(_ => Fail<DateTimeOffset?>());
        store.ReturnsForAll(_ => Fail<QuotaDecision>());
        store.ReturnsForAll(_ => Fail<TenantUsage>());
        store.ReturnsForAll(_ => Fail<TenantStatus>());
        store.ReturnsForAll(_ => Fail<IReadOnlyList<TenantUsage>>());
        store.ReturnsForAll(_ => Fail<IReadOnlyList<ReconciliationMark>>());
        store.ReturnsForAll(_ => Fail<IReadOnlyList<LedgerDeviation>>());
        store.ReturnsForAll(_ => Fail<IReadOnlyList<Allocation>>());
        store.ReturnsForAll(_ => Fail<IReadOnlyList<TenancyEvent>>());
        store.ReturnsForAll(_ => Fail<ReconciliationOutcome>());
        return store;

        ValueTask<T> Fail<T>() => synchronous ? throw failure : ValueTask.FromException<T>(failure);
    }

    private static ResourceReservation Reservation(IQuotaManager quotas)
    {
        ValueTask<ResourceReservation> reserving = quotas.ReserveAsync(Some.TenantId, Some.Amounts(), new ReservationOptions { Source = Working }, Token);
        return reserving.IsCompletedSuccessfully ? reserving.Result : throw new InvalidOperationException("The store answers at once.");
    }
}
