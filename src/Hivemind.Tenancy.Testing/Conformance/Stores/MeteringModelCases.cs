namespace Hivemind.Tenancy.Testing;

/// <summary>
/// Random histories, with a clock that jumps, against somebody who only looks at what is held after each step and writes down from when
/// until when it was so. Where the clock was set back, what was held in between is not charged twice.
/// </summary>
internal sealed class MeteringModelCases : StoreCases
{
    private const int Histories = 4;
    private const int Steps = 60;

    private static readonly string[] Ids = ["a", "b", "c", "d"];

    private readonly Dictionary<string, Watched> _watched = [];
    private readonly Dictionary<string, Int128> _charged = [];
    private DateTimeOffset _now = Now;

    public async Task AgreesWithWhoCountsAlong()
    {
        for (int seed = 1; seed <= Histories; seed++)
        {
            await RunAsync(new Random(seed), $"history-{seed}");
        }
    }

    private async Task RunAsync(Random random, string tenant)
    {
        _now = Now;
        _watched.Clear();
        _charged.Clear();
        await AddAsync(NewTenant(tenant));
        TenantReference uid = new(Id(tenant), UidOf(tenant));
        for (int step = 0; step < Steps; step++)
        {
            // Mostly onward; now and then back, or so far that every lease has ended and a month is over.
            _now += random.Next(20) switch
            {
                0 => TimeSpan.FromDays(random.Next(1, 40)),
                1 or 2 => -TimeSpan.FromMilliseconds(random.Next(1, 9_000)),
                _ => TimeSpan.FromMicroseconds(random.Next(0, 9_000_000)),
            };
            await StepAsync(random, uid, random.Next(2) == 0 ? At(_now) : SecondAt(_now));

            // What has ended is over from here on, whatever the clock does next.
            await At(_now).RecomputeAsync(uid, Cancellation);
            await LookAsync(uid);
        }

        _now += TimeSpan.FromSeconds(7);
        foreach (Watched held in _watched.Values)
        {
            held.Close(_charged, _now);
        }

        Expect.Equal(Text(_charged), Text(await MeteredAsync(uid, Now.AddDays(-1), _now.AddDays(1))), $"of {tenant}");

        // Any cut makes two parts of the whole.
        DateTimeOffset cut = Now + ((_now - Now) * random.NextDouble());
        cut = cut.AddTicks(-(cut.Ticks % TimeSpan.TicksPerMicrosecond));
        Dictionary<string, Int128> parts = await MeteredAsync(uid, Now.AddDays(-1), cut);
        foreach ((string resource, Int128 amount) in await MeteredAsync(uid, cut, _now.AddDays(1)))
        {
            parts[resource] = parts.GetValueOrDefault(resource) + amount;
        }

        Expect.Equal(Text(_charged), Text(parts), $"of {tenant}, cut at {cut:O}");
    }

    private async Task StepAsync(Random random, TenantReference tenant, ITenantStore store)
    {
        string id = Ids[random.Next(Ids.Length)];
        ResourceAmounts amounts = Containers(random.Next(1, 5)) with
        {
            CpuCores = random.Next(0, 3000) / 1000m,
            Other = new Dictionary<string, decimal> { ["gpu"] = random.Next(0, 3) },
        };
        TimeSpan lease = TimeSpan.FromSeconds(random.Next(1, 20));
        try
        {
            switch (random.Next(8))
            {
                case 0 or 1:
                    await store.AdmitAsync(new AdmissionRequest(tenant, id, amounts, "engine-1", lease), Cancellation);
                    break;
                case 2:
                    await store.CommitAsync(tenant, id, null, Cancellation);
                    break;
                case 3:
                    await store.GrowAsync(tenant, id, amounts, lease, Cancellation);
                    break;
                case 4:
                    await store.ResizeAsync(tenant, id, amounts, Cancellation);
                    break;
                case 5:
                    await store.RenewAsync(tenant, id, null, lease, Cancellation);
                    break;
                case 6:
                    await store.ReleaseAsync(tenant, id, null, random.Next(2) == 0, Cancellation);
                    break;
                default:
                    ReconciliationMark mark = (await store.ReadMarksAsync([tenant], Cancellation))[0];
                    await store.ReconcileAsync(new AllocationObservation("engine-1", mark, [new ObservedAllocation(id, amounts)]), Reconciled("engine-1"), Cancellation);
                    break;
            }
        }
        catch (TenancyException)
        {
            // Not there, or in the way: nothing has happened.
        }
    }

    private async Task LookAsync(TenantReference tenant)
    {
        IReadOnlyList<Allocation> live = await Store.ListAllocationsAsync(tenant, new AllocationQuery(), Cancellation);
        foreach (string id in _watched.Keys.ToList())
        {
            if (live.FirstOrDefault(a => a.Id == id) is { } now && _watched[id].IsSame(now, _now))
            {
                _watched[id].SeeAgain(now, _charged, _now);
            }
            else
            {
                _watched.Remove(id, out Watched? gone);
                gone!.Close(_charged, _now);
            }
        }

        foreach (Allocation begun in live.Where(a => !_watched.ContainsKey(a.Id)))
        {
            _watched[begun.Id] = new Watched(begun, _now);
        }
    }

    private async Task<Dictionary<string, Int128>> MeteredAsync(TenantReference tenant, DateTimeOffset from, DateTimeOffset until)
    {
        At(_now);
        return await Second.SumUsageAsync(
            new UsageSpan(tenant, from, until),
            () => new Dictionary<string, Int128>(),
            (sum, record) => Add(sum, record.Amounts, (record.To < until ? record.To : until) - (record.From > from ? record.From : from)),
            Cancellation);
    }

    private static void Add(Dictionary<string, Int128> sum, ResourceAmounts amounts, TimeSpan time)
    {
        for (int i = 0; i < ResourceSteps.Known.Count; i++)
        {
            Add(ResourceSteps.Known[i], ResourceSteps.KnownOf(amounts)[i]);
        }

        foreach ((string resource, long steps) in ResourceSteps.OtherOf(amounts))
        {
            Add(resource, steps);
        }

        void Add(string resource, long steps)
        {
            if (steps != 0 && time > TimeSpan.Zero)
            {
                sum[resource] = sum.GetValueOrDefault(resource) + ((Int128)steps * time.Ticks);
            }
        }
    }

    private static string Text(Dictionary<string, Int128> sum) => string.Join(", ", sum.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key} {s.Value}"));

    /// <summary>An allocation as it was seen, and since when it is so.</summary>
    private sealed class Watched(Allocation seen, DateTimeOffset since)
    {
        private Allocation _seen = seen;
        private DateTimeOffset _since = since;

        /// <summary>Whether it is the one that was seen, and none that took its place.</summary>
        public bool IsSame(Allocation other, DateTimeOffset now) =>
            _seen.CreatedAt == other.CreatedAt
            && !(_seen.ExpiresAt <= now)
            && !(_seen.IsAdopted && !other.IsAdopted && !other.IsCommitted);

        /// <summary>What has changed begins now.</summary>
        public void SeeAgain(Allocation other, Dictionary<string, Int128> charged, DateTimeOffset now)
        {
            bool isGrowthOver = _seen.Growth?.ExpiresAt <= now;
            if (isGrowthOver || !_seen.Amounts.Equals(other.Amounts) || _seen.IsCommitted != other.IsCommitted || !Equals(_seen.Growth?.Target, other.Growth?.Target))
            {
                Close(charged, now);
            }

            _seen = other;
        }

        /// <summary>Charges it up to now, or to the ends of its leases.</summary>
        public void Close(Dictionary<string, Int128> charged, DateTimeOffset now)
        {
            DateTimeOffset end = _seen.ExpiresAt is { } expires && expires < now ? expires : now;
            if (_seen.Growth is { } growth)
            {
                Charge(Larger(_seen.Amounts, growth.Target), end < growth.ExpiresAt ? end : growth.ExpiresAt);
            }

            Charge(_seen.Amounts, end);

            void Charge(ResourceAmounts amounts, DateTimeOffset until)
            {
                if (until > _since)
                {
                    Add(charged, amounts, until - _since);
                    _since = until;
                }
            }
        }

        private static ResourceAmounts Larger(ResourceAmounts one, ResourceAmounts other) => new()
        {
            CpuCores = Math.Max(one.CpuCores, other.CpuCores),
            Containers = Math.Max(one.Containers, other.Containers),
            Other = new Dictionary<string, decimal> { ["gpu"] = Math.Max(one.Other.GetValueOrDefault("gpu"), other.Other.GetValueOrDefault("gpu")) },
        };
    }
}
