using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Connections that break in the middle of a call: nothing is counted twice, nothing looks like a refusal.</summary>
public sealed class LostConnectionTests(PostgresHost host) : IClassFixture<PostgresHost>, IAsyncLifetime
{
    private static readonly ResourceQuotas Ten = new() { Containers = 10 };
    private static readonly ResourceAmounts Eight = new() { Containers = 8 };

    private readonly PostgresRelay _relay = new(host.Database.ConnectionString);
    private ITenantStore _store = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = host.NewHost(_relay.ConnectionString).GetRequiredService<ITenantStore>();
        await _store.ReleaseAsync(TenantId.Parse("nobody"), "a", null, onlyHeld: false, Cancelled); // connected
    }

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    [Fact]
    public async Task Lost_answer_to_an_admission_is_transient_and_the_same_call_again_finds_the_hold()
    {
        TenantId tenant = await host.AddTenantAsync(Ten);
        _relay.LoseNextAnswer();

        Func<Task> act = () => _store.AdmitAsync(Request(tenant), Cancelled).AsTask();

        (await act.Should().ThrowAsync<TenancyStoreException>()).Which.IsTransient.Should().BeTrue();
        AdmissionResult again = await _store.AdmitAsync(Request(tenant), Cancelled);
        again.Decision.IsAdmitted.Should().BeTrue();
        (await HeldAsync(tenant)).Should().Be(8);
    }

    [Fact]
    public async Task Lost_request_is_transient_and_the_same_call_again_is_admitted()
    {
        TenantId tenant = await host.AddTenantAsync(Ten);
        _relay.LoseNextRequest();

        Func<Task> act = () => _store.AdmitAsync(Request(tenant), Cancelled).AsTask();

        (await act.Should().ThrowAsync<TenancyStoreException>()).Which.IsTransient.Should().BeTrue();
        (await HeldAsync(tenant)).Should().Be(0);
        (await _store.AdmitAsync(Request(tenant), Cancelled)).Decision.IsAdmitted.Should().BeTrue();
        (await HeldAsync(tenant)).Should().Be(8);
    }

    [Fact]
    public async Task Lost_answer_to_a_commit_or_a_release_is_transient_and_the_same_call_again_is_harmless()
    {
        TenantId tenant = await host.AddTenantAsync(Ten);
        await _store.AdmitAsync(Request(tenant), Cancelled);

        _relay.LoseNextAnswer();
        Func<Task> commit = () => _store.CommitAsync(tenant, "a", null, Cancelled).AsTask();
        (await commit.Should().ThrowAsync<TenancyStoreException>()).Which.IsTransient.Should().BeTrue();
        await commit.Should().NotThrowAsync();

        _relay.LoseNextAnswer();
        Func<Task> release = () => _store.ReleaseAsync(tenant, "a", null, onlyHeld: false, Cancelled).AsTask();
        (await release.Should().ThrowAsync<TenancyStoreException>()).Which.IsTransient.Should().BeTrue();
        (await _store.ReleaseAsync(tenant, "a", null, onlyHeld: false, Cancelled)).Should().BeFalse();
        (await HeldAsync(tenant)).Should().Be(0);
    }

    [Fact]
    public async Task Session_that_the_server_ends_is_replaced_within_the_call()
    {
        TenantId tenant = await host.AddTenantAsync(Ten);
        await using Npgsql.NpgsqlConnection other = await host.Database.OpenAsync();
        await using Npgsql.NpgsqlTransaction transaction = await other.BeginTransactionAsync(Cancelled);
        await using (Npgsql.NpgsqlCommand hold = new($"SELECT 1 FROM ledgers WHERE tenant_id = '{tenant}' FOR UPDATE", other))
        {
            await hold.ExecuteNonQueryAsync(Cancelled);
        }

        Task<AdmissionResult> admission = host.Store.AdmitAsync(Request(tenant), Cancelled).AsTask();
        await host.Database.UntilASessionWaitsAsync();
        await host.Database.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        await transaction.CommitAsync(Cancelled);

        (await admission).Decision.IsAdmitted.Should().BeTrue();
        (await HeldAsync(tenant)).Should().Be(8);
    }

    [Fact]
    public async Task Server_that_is_not_there_is_transient()
    {
        string gone;
        await using (PostgresRelay relay = new(host.Database.ConnectionString))
        {
            gone = relay.ConnectionString;
        }

        ITenantStore store = host.NewHost(gone).GetRequiredService<ITenantStore>();

        Func<Task> act = () => store.ReleaseAsync(TenantId.Parse("nobody"), "a", null, onlyHeld: false, Cancelled).AsTask();

        (await act.Should().ThrowAsync<TenancyStoreException>()).Which.IsTransient.Should().BeTrue();
    }

    private static AdmissionRequest Request(TenantId tenant) => new(tenant, "a", Eight, "", TimeSpan.FromMinutes(30));

    private async Task<decimal> HeldAsync(TenantId tenant) =>
        await host.Database.ScalarAsync<decimal>($"SELECT coalesce(sum(containers), 0) FROM allocations WHERE tenant_id = '{tenant}'");
}
