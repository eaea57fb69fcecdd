namespace Hivemind.Tenancy.StoreWorker;

/// <summary>
/// Uses up the budgets of tenants that others use up, too: consumes, holds and settles or gives back, corrects, changes the budgets, and sends
/// requests twice. It writes down what it asked for under which id and what it was told. A request whose answer was lost is sent again under its id.
/// </summary>
internal sealed class ChaosSpender(ITenantManager tenants, IConsumptionManager consumption, Journal journal, string name, int seed, bool hurries)
{
    /// <summary>Never over the largest budget in any window: what is settled was held, and nothing is added by hand.</summary>
    public const string Strict = "tokens";

    /// <summary>Charged whatever the budget: settled late and with more, and corrected upward. Its windows change.</summary>
    public const string Loose = "builds";

    /// <summary>The largest budget of either.</summary>
    public const long Limit = 120;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Longer than the clock ever jumps.</summary>
    private static readonly TimeSpan LongLease = TimeSpan.FromHours(24);

    private readonly TimeSpan _pause = hurries ? TimeSpan.FromMilliseconds(1) : TimeSpan.FromMilliseconds(25);
    private int _next;

    public static IReadOnlyDictionary<string, ConsumptionBudget> Budgets(long limit = Limit, CalendarUnit ofLoose = CalendarUnit.Hour) =>
        new Dictionary<string, ConsumptionBudget>
        {
            [Strict] = new(limit, CalendarUnit.Minute),
            [Loose] = new(limit, ofLoose) { TimeZoneId = "Europe/Berlin" },
        };

    public async Task StepAsync(TenantId id, Random random)
    {
        Tenant tenant = await tenants.GetTenantAsync(id);
        switch (random.Next(100))
        {
            case < 45:
                await ConsumeAsync(tenant, random);
                break;
            case < 85:
                await HoldAsync(tenant, random);
                break;
            case < 95:
                await CorrectAsync(tenant, random.Next(3) switch
                {
                    0 => new Charge(Loose, random.Next(1, 4)),
                    1 => new Charge(Loose, -random.Next(1, 4)),
                    _ => new Charge(Strict, -random.Next(1, 4)),
                });
                break;
            default:
                IReadOnlyDictionary<string, ConsumptionBudget> budgets = Budgets(
                    random.Next(2) == 0 ? Limit : random.Next((int)Limit / 2, (int)Limit), random.Next(2) == 0 ? CalendarUnit.Minute : CalendarUnit.Hour);
                await tenants.UpdateTenantAsync(tenant, t => t with { Budgets = budgets });
                break;
        }
    }

    private async Task ConsumeAsync(TenantReference tenant, Random random)
    {
        string id = NextId();
        Charge[] charges = random.Next(5) switch
        {
            0 => [new Charge(Strict, random.Next(1, 6)), new Charge(Loose, random.Next(1, 6))],
            1 => [new Charge(Loose, random.Next(1, 6))],
            _ => [new Charge(Strict, random.Next(1, 6))],
        };

        // Now and then twice at the same time, as by a client that has lost its patience: what was done once is done.
        Task<bool> other = random.Next(4) == 0 ? SendAsync("consume", tenant, id, charges, Send) : Task.FromResult(false);
        bool isDone = await SendAsync("consume", tenant, id, charges, Send);
        if ((await other || isDone) && random.Next(4) == 0)
        {
            await EnsureKnownAsync(tenant, id, charges);
        }

        async Task<bool> Send() => (await consumption.TryConsumeAsync(tenant, Amounts(charges), id)).IsAdmitted;
    }

    /// <summary>Sent again it is answered as it was, and of other amounts it is refused.</summary>
    private async Task EnsureKnownAsync(TenantReference tenant, string id, Charge[] charges)
    {
        try
        {
            if (!(await consumption.TryConsumeAsync(tenant, Amounts(charges), id)).IsReplayed)
            {
                journal.Fault("consume", tenant.Id, $"{tenant.Uid}/{id}");
            }

            await consumption.TryConsumeAsync(tenant, Amounts([charges[0] with { Amount = charges[0].Amount + 1 }]), id);
            journal.Fault("conflict", tenant.Id, $"{tenant.Uid}/{id}");
        }
        catch (ConsumptionConflictException)
        {
            // As it has to be.
        }
    }

    private async Task HoldAsync(TenantReference tenant, Random random)
    {
        string id = NextId();
        bool isStrict = random.Next(3) > 0;
        int estimate = random.Next(1, 8);
        Charge held = new(isStrict ? Strict : Loose, estimate);
        TimeSpan lease = isStrict ? LongLease : TimeSpan.FromSeconds(random.Next(1, 4));
        ConsumptionHold? hold = null;
        await SendAsync("hold", tenant, id, [held], async () =>
        {
            hold = (await consumption.TryHoldAsync(tenant, Amounts([held]), lease, id)).Hold;
            return hold is not null;
        });
        if (hold is null)
        {
            return;
        }

        await Task.Delay(_pause * random.Next(3));
        int fate = random.Next(10);
        if (fate < 6)
        {
            // What was estimated too high is given back, what was estimated too low is used all the same.
            Charge actual = held with { Amount = isStrict ? random.Next(0, estimate + 1) : random.Next(0, estimate * 2) };
            for (int times = random.Next(4) == 0 ? 2 : 1; times > 0; times--)
            {
                await SendAsync("settle", tenant, id, [actual], async () =>
                {
                    await consumption.SettleAsync(tenant, id, Amounts([actual]));
                    return true;
                });
            }
        }
        else if (random.Next(4) > 0)
        {
            journal.Begin("free", tenant.Id, $"{tenant.Uid}/{held.Meter}/{id}");
            await hold.DisposeAsync();
        }
    }

    private async Task CorrectAsync(TenantReference tenant, Charge charge)
    {
        string id = NextId();
        ConsumptionAmounts booked = ConsumptionAmounts.None;
        await SendAsync(
            "correct",
            tenant,
            id,
            [charge],
            async () =>
            {
                booked = await consumption.CorrectAsync(tenant, Amounts([charge]), id, "chaos");
                return true;
            },
            asked => booked[asked.Meter]);
    }

    /// <summary>Sends until there is an answer, and writes it down: done, refused, or nothing where nobody knows.</summary>
    /// <param name="verb">What it is called.</param>
    /// <param name="tenant">Of which tenant.</param>
    /// <param name="id">Under which it is done once.</param>
    /// <param name="charges">What is asked for.</param>
    /// <param name="send">Returns whether it was done.</param>
    /// <param name="charged">What was charged; null for what was asked for.</param>
    private async Task<bool> SendAsync(
        string verb, TenantReference tenant, string id, Charge[] charges, Func<Task<bool>> send, Func<Charge, long>? charged = null)
    {
        Array.ForEach(charges, c => journal.Begin(verb, tenant.Id, Key(c), c.Amount));
        long start = TimeProvider.System.GetTimestamp();
        bool isLost = false;
        while (true)
        {
            try
            {
                if (await send())
                {
                    Array.ForEach(charges, c => journal.Done(verb, tenant.Id, Key(c), charged?.Invoke(c) ?? c.Amount));
                    return true;
                }

                break;
            }
            catch (TenancyException e) when (e.IsTransient && TimeProvider.System.GetElapsedTime(start) < Patience)
            {
                isLost = true;
                await Task.Delay(_pause);
            }
            catch (TenantNotFoundException) when (isLost)
            {
                return false;
            }
            catch (TenancyException e) when (!e.IsTransient)
            {
                break;
            }
        }

        Array.ForEach(charges, c => journal.Refused(verb, tenant.Id, Key(c), c.Amount));
        return false;

        string Key(Charge charge) => $"{tenant.Uid}/{charge.Meter}/{id}";
    }

    private static ConsumptionAmounts Amounts(Charge[] charges) => ConsumptionAmounts.Of(charges.Select(c => KeyValuePair.Create(c.Meter, c.Amount)));

    private string NextId() => $"{name}-{seed}-u{Interlocked.Increment(ref _next)}";

    /// <summary>So much of a meter.</summary>
    private readonly record struct Charge(string Meter, long Amount);
}
