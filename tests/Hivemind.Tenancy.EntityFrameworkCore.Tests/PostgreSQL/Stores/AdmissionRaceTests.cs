using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Limit 10, two sessions of 8: the second waits for the first and sees what it did.</summary>
public sealed class AdmissionRaceTests(PostgresHost host) : IClassFixture<PostgresHost>
{
    private static readonly ResourceQuotas Ten = new() { Containers = 10 };
    private static readonly ResourceAmounts Eight = new() { Containers = 8 };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Second_of_two_admissions_waits_and_is_refused()
    {
        TenantId tenant = await host.AddTenantAsync(Ten);
        await using NpgsqlConnection first = await host.Database.OpenAsync();
        await using NpgsqlTransaction transaction = await first.BeginTransactionAsync(Cancelled);
        (await AdmitAsync(first, tenant)).Should().Be(0);

        Task<AdmissionResult> second = host.Store.AdmitAsync(Request(tenant, "second"), Cancelled).AsTask();
        await host.Database.UntilASessionWaitsAsync();
        second.IsCompleted.Should().BeFalse();
        await transaction.CommitAsync(Cancelled);

        QuotaShortage shortage = (await second).Decision.Shortages.Should().ContainSingle().Subject;
        shortage.Should().Be(new QuotaShortage(ResourceNames.Containers, 8, 0, 8, 10, PostgresHost.Start + TimeSpan.FromSeconds(30)));
        (await host.Database.ScalarAsync<long>($"SELECT count(*) FROM allocations WHERE tenant_id = '{tenant}'")).Should().Be(1);
    }

    [Fact]
    public async Task Second_of_two_admissions_is_admitted_when_the_first_is_taken_back()
    {
        TenantId tenant = await host.AddTenantAsync(Ten);
        await using NpgsqlConnection first = await host.Database.OpenAsync();
        await using NpgsqlTransaction transaction = await first.BeginTransactionAsync(Cancelled);
        (await AdmitAsync(first, tenant)).Should().Be(0);

        Task<AdmissionResult> second = host.Store.AdmitAsync(Request(tenant, "second"), Cancelled).AsTask();
        await host.Database.UntilASessionWaitsAsync();
        await transaction.RollbackAsync(Cancelled);

        (await second).Decision.IsAdmitted.Should().BeTrue();
    }

    /// <summary>The control: under the same interleaving the obvious statement admits both, so the test above tests something.</summary>
    [Fact]
    public async Task One_statement_that_locks_and_sums_would_admit_both()
    {
        TenantId tenant = await host.AddTenantAsync(Ten);
        string naive = $"""
            WITH locked AS (SELECT containers_limit FROM tenants WHERE id = '{tenant}' FOR UPDATE)
            INSERT INTO allocations (tenant_id, id, cpu, memory, storage, containers, services, source, created_at, changed_at)
            SELECT '{tenant}', gen_random_uuid()::text, 0, 0, 0, 8, 0, '', 0, 0 FROM locked
            WHERE 8 <= containers_limit - (SELECT coalesce(sum(containers), 0) FROM allocations WHERE tenant_id = '{tenant}')
            """;
        await using NpgsqlConnection first = await host.Database.OpenAsync();
        await using NpgsqlTransaction transaction = await first.BeginTransactionAsync(Cancelled);
        await using (NpgsqlCommand command = new(naive, first))
        {
            await command.ExecuteNonQueryAsync(Cancelled);
        }

        Task second = host.Database.ExecuteAsync(naive);
        await host.Database.UntilASessionWaitsAsync();
        await transaction.CommitAsync(Cancelled);
        await second;

        (await host.Database.ScalarAsync<decimal>($"SELECT sum(containers) FROM allocations WHERE tenant_id = '{tenant}'")).Should().Be(16);
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

    private static AdmissionRequest Request(TenantId tenant, string id) =>
        new(tenant, id, Eight, "engine", TimeSpan.FromSeconds(30), PostgresHost.Start);

    private static async Task<int> AdmitAsync(NpgsqlConnection session, TenantId tenant)
    {
        long now = PostgresHost.Start.UtcTicks;
        long end = (PostgresHost.Start + TimeSpan.FromSeconds(30)).UtcTicks;
        await using NpgsqlCommand command = new(
            $"SELECT o_outcome FROM tenancy_admit('{tenant}', NULL, 'first', 0, 0, 0, 8, 0, NULL, 'engine', {end}, {now}, '{{80,95}}')", session);
        return (int)(await command.ExecuteScalarAsync(Cancelled))!;
    }
}
