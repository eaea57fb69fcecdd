using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>A reader who has seen a sequence number never finds a smaller one later, however late a transaction commits.</summary>
public sealed class EventOrderTests(PostgresHost host) : IClassFixture<PostgresHost>
{
    private static readonly ResourceQuotas One = new() { Containers = 1 };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Event_of_a_slow_transaction_is_not_overtaken()
    {
        TenantId slow = await host.AddTenantAsync(One);
        TenantId quick = await host.AddTenantAsync(One);
        long before = await LastAsync();
        await using NpgsqlConnection session = await host.Database.OpenAsync();
        await using NpgsqlTransaction transaction = await session.BeginTransactionAsync(Cancelled);
        string document = System.Text.Json.JsonSerializer.Serialize<TenancyEvent>(new GraceGranted { OccurredAt = PostgresHost.Start, TenantId = slow });
        await using (NpgsqlCommand append = new(
            "UPDATE event_log SET newest = newest + 1; "
            + $"INSERT INTO events (sequence, tenant_id, kind, occurred_at, document) SELECT newest, '{slow}', 'GraceGranted', 0, '{document}' FROM event_log",
            session))
        {
            await append.ExecuteNonQueryAsync(Cancelled);
        }

        Task<AdmissionResult> second = host.Store.AdmitAsync(
            new AdmissionRequest(quick, "a", new ResourceAmounts { Containers = 1 }, "", TimeSpan.FromMinutes(30)), Cancelled).AsTask();
        await host.Database.UntilASessionWaitsAsync();
        (await EventsAsync(before)).Should().BeEmpty();
        await transaction.CommitAsync(Cancelled);
        IReadOnlyList<TenancyEvent> crossings = (await second).Events;

        IReadOnlyList<TenancyEvent> events = await EventsAsync(before);
        events.Select(e => (e.Sequence - before, e.TenantId)).Should().Equal((1, slow), (2, quick));
        events.Skip(1).Should().Equal(crossings);
    }

    [Fact]
    public async Task Concurrent_reader_misses_nothing()
    {
        TenantId[] tenants = [await host.AddTenantAsync(One), await host.AddTenantAsync(One), await host.AddTenantAsync(One), await host.AddTenantAsync(One)];
        long before = await LastAsync();
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        Task<List<long>> reading = ReadAsync(before, done);

        await Task.WhenAll(tenants.Select(async tenant =>
        {
            for (int i = 0; i < 50; i++)
            {
                await host.Store.SetGraceAsync(tenant, null, expected: null, new GraceGranted { OccurredAt = PostgresHost.Start, TenantId = tenant }, Cancelled);
            }
        }));
        await done.CancelAsync();

        (await reading).Should().Equal(Enumerable.Range(1, tenants.Length * 50).Select(i => before + i));
    }

    private async Task<IReadOnlyList<TenancyEvent>> EventsAsync(long after) =>
        (await host.Store.ReadEventsAsync(new EventQuery { After = after, Limit = 100 }, Cancelled)).Events;

    private async Task<long> LastAsync() => await host.Database.ScalarAsync<long>("SELECT coalesce(max(sequence), 0) FROM events");

    private async Task<List<long>> ReadAsync(long after, CancellationTokenSource done)
    {
        List<long> seen = [];
        while (true)
        {
            bool last = done.IsCancellationRequested;
            IReadOnlyList<TenancyEvent> page = (await host.Store.ReadEventsAsync(new EventQuery { After = after, Limit = 1000 }, Cancelled)).Events;
            seen.AddRange(page.Select(e => e.Sequence));
            after = seen.Count > 0 ? seen[^1] : after;
            if (last && page.Count == 0)
            {
                return seen;
            }
        }
    }
}
