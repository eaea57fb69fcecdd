using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Limit 10, two sessions of 8: the second waits for the first and sees what it did.</summary>
public sealed class AdmissionRaceTests(PostgresHost host) : IClassFixture<PostgresHost>
{
    private static readonly ResourceQuotas Ten = new() { Containers = 10 };
    private static readonly ResourceAmounts Eight = new() { Containers = 8 };

    private static readonly DateTimeOffset End = new(2300, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Second_of_two_admissions_waits_and_is_refused()
    {
        TenantId tenant = await host.AddTenantAsync(Ten);
        (NpgsqlConnection first, NpgsqlTransaction transaction) = await HoldEightAsync(tenant);
        await using NpgsqlConnection session = first;

        Task<AdmissionResult> second = host.Store.AdmitAsync(Request(tenant, "second"), Cancelled).AsTask();
        await host.Database.UntilASessionWaitsAsync();
        second.IsCompleted.Should().BeFalse();
        await transaction.CommitAsync(Cancelled);

        QuotaDecision decision = (await second).Decision;
        decision.Shortages.Should().Equal(new QuotaShortage(ResourceNames.Containers, 8, 0, 8, 10));
        decision.NextLeaseEndsAt.Should().Be(End, "what was read after the lock was committed before it was had");
        (await host.Database.ScalarAsync<long>($"SELECT count(*) FROM allocations WHERE tenant_id = '{tenant}'")).Should().Be(1);
    }

    [Fact]
    public async Task Second_of_two_admissions_is_admitted_when_the_first_is_taken_back()
    {
        TenantId tenant = await host.AddTenantAsync(Ten);
        (NpgsqlConnection first, NpgsqlTransaction transaction) = await HoldEightAsync(tenant);
        await using NpgsqlConnection session = first;

        Task<AdmissionResult> second = host.Store.AdmitAsync(Request(tenant, "second"), Cancelled).AsTask();
        await host.Database.UntilASessionWaitsAsync();
        await transaction.RollbackAsync(Cancelled);

        (await second).Decision.IsAdmitted.Should().BeTrue();
    }

    /// <summary>A hold that ends while the lock is waited for has ended: the time is read after the wait.</summary>
    [Fact]
    public async Task Time_of_a_step_is_read_after_its_lock()
    {
        TenantId tenant = await host.AddTenantAsync(Ten);
        AdmissionResult hold = await host.Store.AdmitAsync(Request(tenant, "first") with { Lease = TimeSpan.FromSeconds(1) }, Cancelled);
        hold.Decision.IsAdmitted.Should().BeTrue();
        await using NpgsqlConnection session = await host.Database.OpenAsync();
        await using NpgsqlTransaction transaction = await session.BeginTransactionAsync(Cancelled);
        await using NpgsqlCommand take = new($"SELECT 1 FROM ledgers WHERE tenant_id = '{tenant}' FOR UPDATE", session);
        await take.ExecuteScalarAsync(Cancelled);

        Task<AdmissionResult> second = host.Store.AdmitAsync(Request(tenant, "second"), Cancelled).AsTask();
        await host.Database.UntilASessionWaitsAsync();
        await Task.Delay(1500, Cancelled);
        await transaction.CommitAsync(Cancelled);

        (await second).Decision.IsAdmitted.Should().BeTrue("eight of ten were held until a moment before");
    }

    [Theory]
    [InlineData("repeatable read")]
    [InlineData("serializable")]
    public async Task Admission_decides_on_no_snapshot_older_than_its_lock_whatever_the_sessions_default(string isolation)
    {
        TenantId tenant = await host.AddTenantAsync(Ten);
        NpgsqlConnectionStringBuilder strict = new(host.Database.ConnectionString)
        {
            Options = $"-c default_transaction_isolation={isolation.Replace(" ", "\\ ", StringComparison.Ordinal)}",
        };
        ITenantStore store = host.NewHost(strict.ConnectionString).GetRequiredService<ITenantStore>();

        AdmissionResult[] results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => store.AdmitAsync(Request(tenant, $"a{i}"), Cancelled).AsTask()));

        results.Count(r => r.Decision.IsAdmitted).Should().Be(1, "two of eight do not fit into ten");
    }

    private static AdmissionRequest Request(TenantId tenant, string id) => new(tenant, id, Eight, "engine", TimeSpan.FromSeconds(30));

    /// <summary>What an admission of eight writes, in a transaction that is not over.</summary>
    private async Task<(NpgsqlConnection Session, NpgsqlTransaction Transaction)> HoldEightAsync(TenantId tenant)
    {
        NpgsqlConnection session = await host.Database.OpenAsync();
        NpgsqlTransaction transaction = await session.BeginTransactionAsync(Cancelled);
        await using NpgsqlCommand command = new(
            $"""
            SELECT 1 FROM ledgers WHERE tenant_id = '{tenant}' FOR UPDATE;
            INSERT INTO allocations (tenant_id, id, tenant_uid, cpu, memory, storage, containers, services, source, admission, change, created_at, since_at, expires_at, is_adopted, grown_by, ends_at)
            SELECT tenant_id, 'first', tenant_uid, 0, 0, 0, 8, 0, '', 1, 1, 0, 0, {End.UtcTicks}, 0, 0, {End.UtcTicks} FROM ledgers WHERE tenant_id = '{tenant}';
            UPDATE ledgers SET containers_total = 8, containers_held = 8, held_count = 1, change = 1 WHERE tenant_id = '{tenant}'
            """,
            session);
        await command.ExecuteNonQueryAsync(Cancelled);
        return (session, transaction);
    }
}
