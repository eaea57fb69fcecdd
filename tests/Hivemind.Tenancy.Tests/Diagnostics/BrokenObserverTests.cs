using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.Tests;

/// <summary>Loggers and meter listeners that throw are not heard of: what they look at goes on.</summary>
public sealed class BrokenObserverTests : IAsyncDisposable
{
    private readonly ScriptedProvisioner _provisioner = new();
    private readonly TenancyHost _host;
    private readonly MeterListener _listener = new();
    private int _thrown;

    public BrokenObserverTests()
    {
        _host = new TenancyHost(services: services =>
        {
            services.AddMetrics().AddSingleton<ITenantProvisioner>(_provisioner);
            services.AddLogging(logging => logging.AddProvider(new BrokenLoggerProvider(Fail)));
        });
        object scope = _host.Get<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == scope)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, _, _, _) => Fail());
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) => Fail());
        _listener.Start();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Whole_life_of_a_tenant_goes_on()
    {
        await _host.CreateAsync();
        await _host.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation);
        await _host.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation);
        await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);

        _provisioner.Journal.Should().Equal(
            "P provision acme Pending", "P suspend acme Suspended", "P resume acme Suspended", "P deprovision acme Terminating");
        _host.Events.All.Should().HaveCount(6);
        _thrown.Should().BePositive();
    }

    [Fact]
    public async Task Failed_provisioner_is_reported_as_always()
    {
        InvalidOperationException cause = new("no disk");
        _provisioner.FailAt(ScriptedProvisioner.Provision, cause);

        TenantProvisioningException failure = await Lifecycles.ShouldFailToProvision(() => _host.CreateAsync());

        failure.InnerException.Should().BeSameAs(cause);
        (await _host.GetAsync()).StatusReason.Should().Contain("no disk");
    }

    [Fact]
    public async Task Reservations_are_decided_as_always()
    {
        await _host.CreateAsync();
        await _host.Tenants.UpdateResourceQuotasAsync(Some.TenantId, new ResourceQuotas { Containers = 1 }, Cancellation);
        ResourceAmounts one = new() { Containers = 1 };
        ResourceReservation reservation = await _host.Quotas.ReserveAsync(Some.TenantId, one, cancellationToken: Cancellation);
        _thrown = 0;

        ReservationResult refused = await _host.Quotas.TryReserveAsync(Some.TenantId, one, cancellationToken: Cancellation);

        refused.IsAdmitted.Should().BeFalse();
        _thrown.Should().Be(4, "the outcome, its duration, the shortage and a log line are written");
        await reservation.CommitAsync(Cancellation);
        await _host.Awaiting(h => h.Tenants.GetTenantContextAsync(Some.User, Some.TenantId, Cancellation).AsTask())
            .Should().ThrowAsync<TenantAccessDeniedException>();
    }

    [Theory]
    [InlineData(nameof(ITenantStore.ReleaseAsync))]
    [InlineData(nameof(ITenantStore.FindAsync))]
    public async Task What_promises_not_to_throw_does_not_though_the_store_fails_too(string verb)
    {
        await using TenancyHost host = new(services: services =>
        {
            services.AddLogging(logging => logging.AddProvider(new BrokenLoggerProvider(Fail)));
            services.AddSingleton<ITenantProvisioner>(_provisioner);
            services.AddSingleton(Interceptor.Before(_host.Store, (method, _, call) =>
                method.Name == verb && _provisioner.Journal.Count > 1 ? throw new TenancyStoreException("down", isTransient: true) : call()));
        });
        await host.CreateAsync();
        ResourceReservation reservation = await host.Quotas.ReserveAsync(Some.TenantId, Some.Amounts(), cancellationToken: Cancellation);
        _provisioner.FailAt(ScriptedProvisioner.Suspend, new InvalidOperationException("no disk"));

        await Lifecycles.ShouldFailToProvision(() => host.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation).AsTask());

        await reservation.DisposeAsync();
    }

    private void Fail()
    {
        Interlocked.Increment(ref _thrown);
        throw new IOException("disk full");
    }

    private sealed class BrokenLoggerProvider(Action fail) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => fail();

        public void Dispose()
        {
        }
    }
}
