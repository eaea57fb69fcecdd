using System.Collections.Concurrent;

namespace Hivemind.Tenancy.Tests;

/// <summary>
/// Tasks that fight over a few allocation ids, distinguished by their admission numbers: no number is given twice or frees twice, and what one task committed no other task's disposal takes away.
/// </summary>
public sealed class SharedIdStressTests
{
    private const int Tasks = 64;
    private const int OperationsOfEach = 2000;

    private static readonly ResourceAmounts One = Resources.Amounts(("cpu", 1), ("gpu", 1));
    private static readonly string[] Ids = ["a", "b", "c"];

    private readonly ConcurrentDictionary<long, byte> _made = new();
    private readonly ConcurrentDictionary<long, byte> _committed = new();
    private readonly ConcurrentDictionary<long, byte> _freed = new();
    private long _frees;
    private int _wrong;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_allocation_under_a_shared_id_is_freed_once_or_still_there()
    {
        using QuotaHost host = await QuotaHost.StartAsync(quotas: Resources.Quotas(("cpu", 2), ("gpu", 2)));

        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(n => Task.Run(() => RunAsync(host.Store, new Random(n)), Token)));

        _wrong.Should().Be(0, "what was committed is not given back by a holder of the same id");
        IReadOnlyList<Allocation> live = await host.ListAsync();
        _frees.Should().BeInRange(1, _made.Count - live.Count, "joining an id takes a new number and makes nothing");
        live.Where(a => !_made.ContainsKey(a.Admission) || _freed.ContainsKey(a.Admission)).Should().BeEmpty();
        live.Where(a => !a.IsCommitted && _committed.ContainsKey(a.Admission)).Should().BeEmpty();
        (await host.UsageAsync("cpu")).Total.Should().Be(live.Count);
        (await host.UsageAsync("gpu")).Total.Should().Be(live.Count);
        _made.Count.Should().BeGreaterThan(100);
    }

    private async Task RunAsync(ITenantStore store, Random random)
    {
        for (int i = 0; i < OperationsOfEach; i++)
        {
            string id = Ids[random.Next(Ids.Length)];
            AdmissionResult result = await store.AdmitAsync(
                new AdmissionRequest(Some.TenantId, id, One, string.Empty, TimeSpan.FromHours(1)), Token);
            if (result.Decision.IsAdmitted)
            {
                if (!_made.TryAdd(result.Admission, 0))
                {
                    Interlocked.Increment(ref _wrong);
                }

                await Task.Yield();
                await EndAsync(store, random, id, result.Admission);
            }
        }
    }

    private async Task EndAsync(ITenantStore store, Random random, string id, long admission)
    {
        switch (random.Next(4))
        {
            case 0:
                await CommitAsync(store, id, admission);
                break;
            case 1:
                Count(await store.ReleaseAsync(Some.TenantId, id, null, onlyHeld: false, Token));
                break;
            default:
                bool wasCommitted = _committed.ContainsKey(admission);
                bool freed = await store.ReleaseAsync(Some.TenantId, id, admission, onlyHeld: true, Token);
                Count(freed);
                if (freed && (wasCommitted || !_freed.TryAdd(admission, 0)))
                {
                    Interlocked.Increment(ref _wrong);
                }

                break;
        }
    }

    private async Task CommitAsync(ITenantStore store, string id, long admission)
    {
        try
        {
            await store.CommitAsync(Some.TenantId, id, admission, Token);
            _committed.TryAdd(admission, 0);
        }
        catch (ReservationExpiredException)
        {
            // Another task freed it first.
        }
    }

    private void Count(bool freed)
    {
        if (freed)
        {
            Interlocked.Increment(ref _frees);
        }
    }
}
