namespace Hivemind.Tenancy.Tests;

/// <summary>
/// Does random things to tenants and keeps a book of what it holds. Whatever an operation answers must agree with the book;
/// what does not makes the worker throw. With a moving clock a hold may end at any time, so only what is committed is certain.
/// </summary>
internal sealed class StressWorker(IQuotaManager quotas, IReadOnlyList<StressTenant> tenants, int number, bool clockMoves)
{
    private static readonly CancellationToken Cancelled = new(canceled: true);

    private readonly Random _random = new(number);
    private readonly List<(StressTenant Tenant, ResourceReservation Reservation)> _held = [];
    private int _made;

    /// <summary>What this worker has committed and not given back.</summary>
    public List<(StressTenant Tenant, string Id, ResourceAmounts Amounts)> Committed { get; } = [];

    public async Task RunAsync(int operations)
    {
        for (int i = 0; i < operations; i++)
        {
            await StepAsync();
            if (i % 8 == 0)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>Gives back every hold; some again, and some after their end.</summary>
    public async Task GiveBackAsync()
    {
        while (_held.Count > 0)
        {
            await DisposeAsync();
        }
    }

    private async Task StepAsync()
    {
        switch (_random.Next(100))
        {
            case < 40 when _held.Count < 6:
                await ReserveAsync();
                break;
            case < 55 when _held.Count > 0:
                await CommitAsync();
                break;
            case < 70 when _held.Count > 0:
                await DisposeAsync();
                break;
            case < 78 when Committed.Count > 0:
                await ReleaseAsync();
                break;
            case < 84 when Committed.Count > 0:
                await ResizeAsync();
                break;
            case < 88 when _held.Count > 0:
                await RenewAsync();
                break;
            case < 94:
                await UseSharedAsync();
                break;
            case < 98:
                StressTenant.ShouldBeWithinLimits(await quotas.GetUsageAsync(AnyTenant().Id));
                break;
            case < 99:
                StressTenant listed = AnyTenant();
                listed.ShouldBeWithinLimits(await quotas.ListAllocationsAsync(listed.Id, new AllocationQuery { Limit = 1000 }));
                break;
            default:
                await CancelAsync();
                break;
        }
    }

    private async Task ReserveAsync()
    {
        StressTenant tenant = AnyTenant();
        string id = $"{number}-{_made++}";
        ReservationResult result = await quotas.TryReserveAsync(tenant.Id, AnyAmounts(), new ReservationOptions { AllocationId = id, Lease = AnyLease() });
        if (result.Reservation is { } reservation)
        {
            _held.Add((tenant, reservation));
            if (!clockMoves)
            {
                tenant.Certain.Granted(reservation.Amounts);
            }
        }
    }

    private async Task CommitAsync()
    {
        (StressTenant tenant, ResourceReservation reservation) = TakeHeld();
        try
        {
            if (_random.Next(2) == 0)
            {
                await reservation.CommitAsync();
            }
            else
            {
                await quotas.CommitAsync(tenant.Id, reservation.AllocationId);
            }
        }
        catch (ReservationExpiredException) when (clockMoves)
        {
            return;
        }

        if (clockMoves)
        {
            tenant.Certain.Granted(reservation.Amounts);
        }

        Committed.Add((tenant, reservation.AllocationId, reservation.Amounts));
        await reservation.DisposeAsync();
    }

    private async Task DisposeAsync()
    {
        (StressTenant tenant, ResourceReservation reservation) = TakeHeld();
        if (!clockMoves)
        {
            tenant.Certain.GivingBack(reservation.Amounts);
        }

        await reservation.DisposeAsync();
        if (_random.Next(4) == 0)
        {
            await reservation.DisposeAsync();
            Require(!await quotas.ReleaseAsync(tenant.Id, reservation.AllocationId), "What was given back was freed again.");
        }
    }

    private async Task ReleaseAsync()
    {
        (StressTenant tenant, string id, ResourceAmounts amounts) = Take(Committed);
        tenant.Certain.GivingBack(amounts);
        Require(await quotas.ReleaseAsync(tenant.Id, id), "What was committed was gone.");
        Require(_random.Next(4) > 0 || !await quotas.ReleaseAsync(tenant.Id, id), "What was released was freed again.");
    }

    private async Task ResizeAsync()
    {
        (StressTenant tenant, string id, ResourceAmounts before) = Take(Committed);
        ResourceAmounts after = AnyAmounts();

        // Nothing of it is certain while it is not known which of the two it holds.
        tenant.Certain.GivingBack(before);
        bool resized = (await quotas.TryResizeAsync(tenant.Id, id, after)).IsAdmitted;
        ResourceAmounts now = resized ? after : before;
        tenant.Certain.Granted(now);
        Committed.Add((tenant, id, now));
    }

    private async Task RenewAsync()
    {
        (_, ResourceReservation reservation) = _held[_random.Next(_held.Count)];
        DateTimeOffset before = reservation.ExpiresAt!.Value;
        try
        {
            await reservation.RenewAsync(AnyLease());
            Require(reservation.ExpiresAt >= before, "A renewal shortened a lease.");
        }
        catch (ReservationExpiredException) when (clockMoves)
        {
        }
    }

    /// <summary>Several workers reserve, commit and free the same ids; none can know what the others did.</summary>
    private async Task UseSharedAsync()
    {
        StressTenant tenant = AnyTenant();
        string id = StressTenant.SharedId(_random);
        if (_random.Next(3) == 0)
        {
            await quotas.ReleaseAsync(tenant.Id, id);
            return;
        }

        ReservationResult result = await quotas.TryReserveAsync(
            tenant.Id, StressTenant.SharedAmounts, new ReservationOptions { AllocationId = id, Lease = AnyLease() });
        if (result.Reservation is { } reservation)
        {
            await Task.Yield();
            await reservation.DisposeAsync();
        }
    }

    private async Task CancelAsync()
    {
        StressTenant tenant = AnyTenant();
        try
        {
            await quotas.TryReserveAsync(tenant.Id, AnyAmounts(), new ReservationOptions { AllocationId = $"cancelled-{number}-{_made++}" }, Cancelled);
            Require(false, "A cancelled call went on.");
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    /// <summary>The first one half of the time: it is the one that is nearly full.</summary>
    private StressTenant AnyTenant() => tenants[_random.Next(2) == 0 ? 0 : _random.Next(tenants.Count)];

    private ResourceAmounts AnyAmounts() => new()
    {
        CpuCores = _random.Next(0, 2000) / 1000m,
        MemoryBytes = _random.Next(0, 1 << 20),
        Containers = _random.Next(0, 3),
        Other = _random.Next(2) == 0 ? new Dictionary<string, decimal> { ["gpu"] = _random.Next(1, 3) } : new Dictionary<string, decimal>(),
    };

    private TimeSpan AnyLease() => TimeSpan.FromMilliseconds(1000 + _random.Next(4000));

    private (StressTenant Tenant, ResourceReservation Reservation) TakeHeld() => Take(_held);

    private T Take<T>(List<T> list)
    {
        int index = _random.Next(list.Count);
        T item = list[index];
        list[index] = list[^1];
        list.RemoveAt(list.Count - 1);
        return item;
    }
}
