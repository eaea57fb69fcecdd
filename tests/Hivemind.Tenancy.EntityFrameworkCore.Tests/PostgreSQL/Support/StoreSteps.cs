using System.Text.Json;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>
/// Takes steps on a store that depend on a number only, and describes in words what came of each. Tokens and sequence numbers, which
/// each store gives as it likes, are named by their order.
/// </summary>
internal sealed class StoreSteps(ITenantStore store)
{
    private static readonly string[] Ids = ["a", "b", "c", "é", "e\u0301", "F"];

    private readonly List<long> _tokens = [];

    public async Task AddAsync(TenantId tenantId, CancellationToken cancellationToken)
    {
        Tenant tenant = new()
        {
            Id = tenantId,
            Uid = TenantUid.NewUid(),
            Name = tenantId.Value,
            OwnerId = "owner",
            ResourceQuotas = Quotas(0),
            Status = TenantStatus.Active,
            CreatedAt = PostgresHost.Start,
            UpdatedAt = PostgresHost.Start,
            Version = 1,
            StatusVersion = 1,
        };
        await store.AddAsync(tenant, new TenantCreated { TenantId = tenantId, OccurredAt = PostgresHost.Start, Tenant = tenant }, cancellationToken);
    }

    public async Task<string> TakeAsync(TenantId tenantId, int step, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string answer;
        try
        {
            answer = await AnswerAsync(tenantId, new Random(step), now, cancellationToken);
        }
        catch (TenancyException e) when (e is not TenancyStoreException)
        {
            answer = $"{e.GetType().Name}: {e.Message}";
        }

        TenantUsage usage = await store.GetUsageAsync(tenantId, now, cancellationToken);
        IReadOnlyList<Allocation> live = await store.ListAllocationsAsync(tenantId, new AllocationQuery(), now, cancellationToken);
        return string.Join(
            '\n',
            [answer, JsonSerializer.Serialize(usage), .. live.Select(a => $"{a.Id} {a.Amounts} {a.Source} {a.ExpiresAt:O} {a.CreatedAt:O} {a.ChangedAt:O} #{Known(a.Token)}")]);
    }

    private async Task<string> AnswerAsync(TenantId tenantId, Random random, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string id = Ids[random.Next(Ids.Length)];
        switch (random.Next(20))
        {
            case < 9:
                AdmissionRequest request = new(
                    tenantId, id, Amounts(random), "engine", TimeSpan.FromSeconds(random.Next(1, 40)), now, random.Next(20) == 0 ? now : null);
                return Text(await store.AdmitAsync(request, cancellationToken));
            case < 11:
                await store.CommitAsync(tenantId, id, Token(random), now, cancellationToken);
                return "committed";
            case < 13:
                return $"renewed {await store.RenewAsync(tenantId, id, Token(random), TimeSpan.FromSeconds(random.Next(1, 40)), now, cancellationToken):O}";
            case < 15:
                return $"released {await store.ReleaseAsync(tenantId, id, null, now, cancellationToken)}";
            case 15:
                return $"released hold {await store.ReleaseAsync(tenantId, id, Token(random) ?? 0, now, cancellationToken)}";
            case 16:
                return Text(await store.ResizeAsync(tenantId, id, Amounts(random), now, cancellationToken));
            case 17:
                QuotaGrace? grace = random.Next(3) == 0 ? null : new QuotaGrace(Amounts(random), now.AddSeconds(random.Next(-5, 20)));
                return Text(await store.SetGraceAsync(
                    tenantId, grace, new GraceGranted { TenantId = tenantId, OccurredAt = now, Grace = grace }, now, cancellationToken));
            default:
                return await UpdateAsync(tenantId, random, now, cancellationToken);
        }
    }

    private async Task<string> UpdateAsync(TenantId tenantId, Random random, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Tenant before = (await store.FindAsync(tenantId, cancellationToken))!;
        Tenant after = before with
        {
            ResourceQuotas = Quotas(random.Next(4)),
            Status = random.Next(4) switch { 0 => TenantStatus.Suspended, _ => TenantStatus.Active },
            Version = before.Version + 1,
        };
        return Text(await store.UpdateAsync(
            after, before.Version, new TenantUpdated { TenantId = tenantId, OccurredAt = now, Before = before, After = after }, cancellationToken));
    }

    private static ResourceQuotas Quotas(int kind) => kind switch
    {
        0 => new() { CpuCores = 4, Containers = 10, Other = new Dictionary<string, decimal> { ["gpu"] = 4, ["zz"] = 100 } },
        1 => new() { CpuCores = 2.5m, MemoryBytes = 100, Other = new Dictionary<string, decimal> { ["gpu"] = 2 } },
        2 => new() { Containers = long.MaxValue, Services = 0, StorageBytes = long.MaxValue - 1 },
        _ => new() { Containers = 3, CpuCores = 0, Other = new Dictionary<string, decimal> { ["gpu"] = 0 } },
    };

    private static ResourceAmounts Amounts(Random random) => new()
    {
        CpuCores = random.Next(3) == 0 ? 0 : random.Next(3000) / 1000m,
        MemoryBytes = random.Next(3) == 0 ? random.Next(60) : 0,
        StorageBytes = random.Next(8) == 0 ? long.MaxValue - random.Next(3) : 0,
        Containers = random.Next(5),
        Services = random.Next(10) == 0 ? 1 : 0,
        Other = random.Next(3) == 0
            ? new Dictionary<string, decimal> { ["gpu"] = random.Next(4), ["zz"] = random.Next(90), ["a-new-one"] = random.Next(2) }
            : new Dictionary<string, decimal>(),
    };

    private long? Token(Random random) => random.Next(3) == 0 && _tokens.Count > 0 ? _tokens[random.Next(_tokens.Count)] : null;

    private string Text(AdmissionResult result) => string.Join(
        '\n',
        [
            result.Decision.IsAdmitted ? $"admitted #{Known(result.Token)} until {result.ExpiresAt:O}" : $"refused {result.Token} {result.ExpiresAt}",
            .. result.Decision.Shortages.Select(s => $"{s}, free at {s.NextLeaseEndsAt:O}"),
            Text(result.Events),
        ]);

    private static string Text(IReadOnlyList<TenancyEvent> events) =>
        string.Join('\n', events.Select(e => JsonSerializer.Serialize(e with { Sequence = 0 })));

    private int Known(long token)
    {
        int index = _tokens.IndexOf(token);
        if (index < 0)
        {
            index = _tokens.Count;
            _tokens.Add(token);
        }

        return index;
    }
}
