using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NSubstitute;

namespace Hivemind.Tenancy.AspNetCore.Tests;

public sealed class TenantStoreHealthCheckTests
{
    [Fact]
    public async Task Store_in_memory_is_healthy()
    {
        await using WebTestHost host = await HealthTestHost.StartAsync();

        HealthReportEntry entry = await host.CheckAsync();

        (entry.Status, entry.Tags.Count()).Should().Be((HealthStatus.Healthy, 0));
        (await host.GetAsync("/health")).StatusCode.Should().Be(HttpStatusCode.OK, "and an endpoint of checks needs neither user nor tenant");
    }

    [Fact]
    public async Task Store_on_SQLite_is_healthy()
    {
        using TemporaryDatabase database = new();
        await using WebTestHost host = await HealthTestHost.StartAsync(tenancy: database.Use);

        (await host.CheckAsync()).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Lost_database_is_unhealthy_while_the_cache_still_answers()
    {
        using TemporaryDatabase database = new();
        await using WebTestHost host = await HealthTestHost.StartAsync(tenancy: database.Use);
        await host.Tenants.GetTenantContextAsync("alice", WebTestHost.Acme, TestContext.Current.CancellationToken);

        database.Delete();

        ITenantStore store = host.Services.GetRequiredService<ITenantStore>();
        (await store.FindAsync(WebTestHost.Acme, TestContext.Current.CancellationToken)).Should().NotBeNull("it is remembered");
        HealthReportEntry entry = await host.CheckAsync();
        (entry.Status, entry.Description).Should().Be((HealthStatus.Unhealthy, "The store fails."));
        entry.Exception.Should().BeOfType<TenancyStoreException>().Which.IsTransient.Should().BeFalse();
        (await host.GetAsync("/health")).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Locked_database_is_unhealthy_until_it_is_free()
    {
        using TemporaryDatabase database = new(lockSeconds: 1);
        await using WebTestHost host = await HealthTestHost.StartAsync(tenancy: database.Use);

        await using (SqliteConnection other = database.Lock())
        {
            HealthReportEntry entry = await host.CheckAsync();
            (entry.Status, entry.Description).Should().Be((HealthStatus.Unhealthy, "The store does not answer now."));
        }

        (await host.CheckAsync()).Status.Should().Be(HealthStatus.Healthy);
    }

    [Theory]
    [InlineData(true, null, HealthStatus.Unhealthy)]
    [InlineData(false, null, HealthStatus.Unhealthy)]
    [InlineData(true, HealthStatus.Degraded, HealthStatus.Degraded)]
    [InlineData(false, HealthStatus.Degraded, HealthStatus.Degraded)]
    public async Task Failing_store_is_reported_as_configured(bool isTransient, HealthStatus? configured, HealthStatus expected)
    {
        TenancyStoreException failure = new("gone", isTransient);
        ITenantStore store = Answering(_ => throw failure);
        await using WebTestHost host = await HealthTestHost.StartAsync(checks => checks.AddHivemindTenancy(failureStatus: configured), store: store);

        HealthReportEntry entry = await host.CheckAsync();

        entry.Status.Should().Be(expected);
        entry.Exception.Should().BeSameAs(failure);
        entry.Description.Should().Be(isTransient ? "The store does not answer now." : "The store fails.");
    }

    [Fact]
    public async Task Other_exceptions_are_handled_by_the_health_checks()
    {
        InvalidOperationException failure = new("a bug");
        ITenantStore store = Answering(_ => throw failure);
        await using WebTestHost host = await HealthTestHost.StartAsync(checks => checks.AddHivemindTenancy(), store: store);

        HealthReportEntry entry = await host.CheckAsync();

        entry.Status.Should().Be(HealthStatus.Unhealthy);
        entry.Exception.Should().BeSameAs(failure);
        entry.Description.Should().Be("a bug");
    }

    [Fact]
    public async Task Store_that_takes_too_long_is_reported_as_configured()
    {
        ITenantStore store = Answering(async cancellationToken =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return [];
        });
        await using WebTestHost host = await HealthTestHost.StartAsync(
            checks => checks.AddHivemindTenancy("slow", HealthStatus.Degraded, ["ready"], TimeSpan.FromMilliseconds(50)), store: store);

        HealthReportEntry entry = await host.CheckAsync("slow");

        entry.Status.Should().Be(HealthStatus.Degraded);
        entry.Description.Should().Contain("timeout");
        entry.Tags.Should().Equal("ready");
    }

    [Fact]
    public async Task Check_asks_for_one_tenant_and_looks_past_caches()
    {
        ITenantStore store = Answering(_ => new ValueTask<IReadOnlyList<Tenant>>([]));
        await using WebTestHost host = await HealthTestHost.StartAsync(checks => checks.AddHivemindTenancy(), store: store);

        (await host.CheckAsync()).Status.Should().Be(HealthStatus.Healthy);

        await store.Received(1).ListAsync(Arg.Is<TenantQuery>(q => q.Limit == 1), Arg.Any<CancellationToken>());
        store.ReceivedCalls().Should().HaveCount(1);
    }

    [SuppressMessage("Reliability", "CA2012", Justification = "It names the call that is answered.")]
    private static ITenantStore Answering(Func<CancellationToken, ValueTask<IReadOnlyList<Tenant>>> answer)
    {
        ITenantStore store = Substitute.For<ITenantStore>();
        store.ListAsync(Arg.Any<TenantQuery>(), Arg.Any<CancellationToken>()).Returns(call => answer(call.Arg<CancellationToken>()));
        return store;
    }
}
