using System.Collections.Concurrent;
using System.Diagnostics;
using Hivemind.Tenancy.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>What keys cost a step, and when their rows go. What they promise, the conformance suites show.</summary>
public sealed class IdempotencyKeyTests(AccessDatabases databases) : IClassFixture<AccessDatabases>
{
    private static readonly ResourceAmounts One = new() { Containers = 1 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task TrimKeysAsync_removes_what_has_ended_in_slices_and_nothing_else(DatabaseKind kind)
    {
        TestClock clock = new();
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync(clock: clock);
        Tenant tenant = await host.CreateAsync();
        TenancyDatabase store = host.Services.GetRequiredService<TenancyDatabase>();
        await InsertAsync(store, TenancyDatabase.KeySliceSize + 1, clock.GetUtcNow());
        clock.Advance(TimeSpan.FromTicks(10));
        long admission = (await host.Store.AdmitAsync(Request(tenant, "a", "kept"), Cancellation)).Admission;
        clock.Advance(IdempotencyKey.Life - TimeSpan.FromTicks(20));
        (await store.TrimKeysAsync(Cancellation)).Should().Be(0);

        clock.Advance(TimeSpan.FromTicks(10));

        (await store.TrimKeysAsync(Cancellation)).Should().Be(TenancyDatabase.KeySliceSize);
        (await store.TrimKeysAsync(Cancellation)).Should().Be(1);
        (await store.TrimKeysAsync(Cancellation)).Should().Be(0);
        await host.Awaiting(h => h.Store.AdmitAsync(Request(tenant, "a", "kept"), Cancellation).AsTask())
            .Should().ThrowAsync<IdempotencyKeyConflictException>("its hold {0} has ended, and its key has not", admission);
    }

    [Theory, EveryDatabase]
    public async Task Keys_outlive_the_host_and_the_tenant(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        IdempotencyKey key = new("tests", "k", "f");
        TenantSpec spec = new() { Id = AccessHost.Acme, Name = "Acme", OwnerId = AccessHost.Owner };
        AccessHost first = await database.StartAsync(cached: true);
        Tenant made = (await first.Tenants.CreateTenantAsync(spec, key, Cancellation)).Value;
        await first.Tenants.DeleteTenantAsync(made, cancellationToken: Cancellation);
        await first.DisposeAsync();
        AccessHost second = await database.StartAsync(cached: true);

        (await second.Awaiting(h => h.Tenants.CreateTenantAsync(spec, key, Cancellation).AsTask()).Should().ThrowAsync<IdempotencyKeyConflictException>())
            .Which.Reason.Should().Be(IdempotencyKeyConflictReason.ResultGone);
    }

    [Fact]
    public async Task Admission_is_two_round_trips_with_a_key_and_without_and_a_replay_reads_in_one()
    {
        await using AccessDatabase database = await databases.CreateAsync(DatabaseKind.PostgreSql);
        AccessHost host = await database.StartAsync();
        Tenant tenant = await host.CreateAsync();

        string[] without = await StatementsAsync(() => host.Store.AdmitAsync(Request(tenant, "a", null), Cancellation).AsTask());
        string[] with = await StatementsAsync(() => host.Store.AdmitAsync(Request(tenant, "b", "key"), Cancellation).AsTask());
        string[] replay = await StatementsAsync(() => host.Store.AdmitAsync(Request(tenant, "c", "key"), Cancellation).AsTask());

        without.Should().HaveCount(2).And.NotContain(s => s.Contains("idempotency_keys", StringComparison.Ordinal));
        with.Should().HaveCount(2).And.OnlyContain(s => s.Contains("idempotency_keys", StringComparison.Ordinal));
        replay.Should().HaveCount(2, "it reads, and lets go");
        replay.Should().NotContain(s => s.Contains("INSERT", StringComparison.Ordinal) || s.Contains("UPDATE ", StringComparison.Ordinal));
    }

    private static AdmissionRequest Request(Tenant tenant, string id, string? key) =>
        new(tenant, id, One, "", TimeSpan.FromMinutes(1)) { Key = key is null ? null : new IdempotencyKey("tests", key, "f") };

    private static async Task InsertAsync(TenancyDatabase store, int count, DateTimeOffset at) => _ = await store.WriteAsync(
        async (context, token) =>
        {
            IEnumerable<TenancyStatement> rows = Enumerable.Range(0, count).SelectMany(i => IdempotencySql.Write(
                new IdempotencyKey("tests", $"{i}", "f"), new IdempotencyRecord("f", "made", null, null, 0, at), ended: null));
            await store.ExecuteAsync(context, [.. rows], at, static (_, _) => { }, token);
            return count;
        },
        Cancellation);

    /// <summary>The text of each batch that is sent, as the driver traces them.</summary>
    private static async Task<string[]> StatementsAsync(Func<Task> call)
    {
        ConcurrentQueue<Activity> batches = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name is "Npgsql" or nameof(IdempotencyKeyTests),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name == "Npgsql")
                {
                    batches.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using ActivitySource source = new(nameof(IdempotencyKeyTests));
        using Activity asked = source.StartActivity("call")!;
        await call();
        return [.. batches.Where(b => b.TraceId == asked.TraceId).Select(b => $"{b.GetTagItem("db.query.text") ?? b.GetTagItem("db.statement")}")];
    }
}
