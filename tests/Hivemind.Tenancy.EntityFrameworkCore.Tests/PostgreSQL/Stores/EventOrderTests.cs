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
        long now = PostgresHost.Start.UtcTicks;
        await using (NpgsqlCommand admit = new(
            $"SELECT o_outcome FROM tenancy_admit('{slow}', NULL, 'a', 0, 0, 0, 1, 0, NULL, '', {now + 1}, {now}, '{{80,95}}')", session))
        {
            (await admit.ExecuteScalarAsync(Cancelled)).Should().Be(0);
        }

        Task<AdmissionResult> second = AdmitAsync(quick);
        await host.Database.UntilASessionWaitsAsync();
        (await host.Store.ReadEventsAsync(new EventQuery { After = before }, Cancelled)).Events.Should().BeEmpty();
        await transaction.CommitAsync(Cancelled);
        IReadOnlyList<TenancyEvent> crossings = (await second).Events;

        IReadOnlyList<TenancyEvent> events = (await host.Store.ReadEventsAsync(new EventQuery { After = before }, Cancelled)).Events;
        events.Select(e => (e.Sequence - before, e.TenantId)).Should().Equal((1, slow), (2, slow), (3, quick), (4, quick));
        events.Skip(2).Should().Equal(crossings);
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
                (await AdmitAsync(tenant)).Events.Should().HaveCount(2);
                await host.Store.ReleaseAsync(tenant, "a", null, PostgresHost.Start, Cancelled);
            }
        }));
        await done.CancelAsync();

        (await reading).Should().Equal(Enumerable.Range(1, tenants.Length * 50 * 2).Select(i => before + i));
    }

    [Fact]
    public async Task Document_in_the_log_is_what_the_serializer_writes()
    {
        TenantId tenant = await host.AddTenantAsync(new ResourceQuotas
        {
            CpuCores = long.MaxValue / 1000m - 1,
            Containers = 7,
            Other = new Dictionary<string, decimal> { ["gpu"] = 3 },
        });
        DateTimeOffset now = PostgresHost.Start.AddMicroseconds(1_020_300);

        AdmissionResult result = await host.Store.AdmitAsync(
            new AdmissionRequest(
                tenant,
                "a",
                new ResourceAmounts { CpuCores = 9223372036854773.807m, Containers = 7, Other = new Dictionary<string, decimal> { ["gpu"] = 3 } },
                "",
                TimeSpan.FromSeconds(30),
                now),
            Cancelled);

        result.Events.Should().HaveCount(6);
        foreach (TenancyEvent crossing in result.Events)
        {
            string? document = await host.Database.ScalarAsync<string>($"SELECT document FROM events WHERE sequence = {crossing.Sequence}");
            document.Should().Be(System.Text.Json.JsonSerializer.Serialize(crossing));
        }

        ((QuotaThresholdCrossed)result.Events[1]).Should().Be(new QuotaThresholdCrossed
        {
            Sequence = result.Events[0].Sequence + 1,
            OccurredAt = now,
            TenantId = tenant,
            Resource = ResourceNames.Cpu,
            Percent = 95,
            Total = 9223372036854773.807m,
            Limit = long.MaxValue / 1000m - 1,
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(120)]
    [InlineData(500_000)]
    [InlineData(999_999)]
    public async Task Times_are_written_as_the_serializer_does(int microseconds)
    {
        foreach (DateTimeOffset time in (DateTimeOffset[])[
            DateTimeOffset.MinValue.AddMicroseconds(microseconds),
            PostgresHost.Start.AddSeconds(59).AddMicroseconds(microseconds),
            new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero).AddMicroseconds(microseconds)])
        {
            string? written = await host.Database.ScalarAsync<string>($"SELECT tenancy_time({time.UtcTicks})");

            $"\"{written}\"".Should().Be(System.Text.Json.JsonSerializer.Serialize(time).Replace("\\u002B", "+", StringComparison.Ordinal));
        }
    }

    private async Task<AdmissionResult> AdmitAsync(TenantId tenant) => await host.Store.AdmitAsync(
        new AdmissionRequest(tenant, "a", new ResourceAmounts { Containers = 1 }, "", TimeSpan.FromSeconds(30), PostgresHost.Start), Cancelled);

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
