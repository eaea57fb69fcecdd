namespace Hivemind.Tenancy.Testing;

/// <summary>Budgets: what is used up in windows of the calendar, held and settled, corrected, and told of.</summary>
internal sealed partial class ConsumptionCases : StoreCases
{
    private static readonly ConsumptionBudget Ten = new(10, CalendarUnit.Day);
    private static readonly DateTimeOffset Tomorrow = new(2026, 1, 3, 0, 0, 0, TimeSpan.Zero);

    private IConsumptionStore Consumption => Store as IConsumptionStore ?? throw new ConformanceException("expected the store to be an IConsumptionStore.");

    private IConsumptionStore SecondConsumption => Second as IConsumptionStore ?? Consumption;

    public async Task CountsAllMetersOrNone()
    {
        await BudgetedAsync(("tokens", Ten), ("requests", Ten with { Limit = 1 }));
        ConsumptionAmounts both = new() { ["requests"] = 1, ["tokens"] = 4, ["bytes"] = ConsumptionAmounts.MaxAmount };

        Expect.True((await ConsumeAsync(both)).Decision.IsAdmitted, "what fits to be counted");
        BudgetDecision refused = (await ConsumeAsync(both)).Decision;
        Expect.Sequence(["requests"], refused.Shortages.Select(s => s.Meter));
        Expect.Sequence(
            [("bytes", ConsumptionAmounts.MaxAmount, (long?)null), ("requests", 1, 1), ("tokens", 4, 10)],
            (await Consumption.GetBudgetsAsync(Acme, Cancellation)).Select(u => (u.Meter, u.Used, u.Limit)));
    }

    public async Task RefusesWithWhatIsLeftAndWhenTheWindowEnds()
    {
        await BudgetedAsync(("tokens", Ten));
        await ConsumeAsync(6);
        await HoldAsync(1, "held");

        BudgetShortage shortage = (await RefusedAsync(4)).Shortages.Single();
        Expect.Equal((4, new BudgetUsage("tokens", 10, 6, 1, Tomorrow.AddDays(-1), Tomorrow, false)), (shortage.Requested, shortage.Usage));
        Expect.Equal(0, (await ConsumeAsync(3)).Tightest!.Value.Left!.Value);
    }

    public async Task CountsAnIdOnce()
    {
        await BudgetedAsync(("tokens", Ten));
        Expect.True(!(await ConsumeAsync(6, "a")).IsReplayed, "the first to be counted");
        ConsumptionOutcome again = await SecondConsumption.ConsumeAsync(Asked(6, "a"), Cancellation);

        Expect.Equal((true, true), (again.Decision.IsAdmitted, again.IsReplayed));
        await Expect.ThrowsAsync<ConsumptionConflictException>(() => ConsumeAsync(5, "a"));
        await RefusedAsync(5, "b");
        Expect.True((await ConsumeAsync(4, "b")).Decision.IsAdmitted, "an id that was refused to be free");
        Expect.Equal((10, 0), await CountAsync());
    }

    public async Task RemembersAnIdForADay()
    {
        await BudgetedAsync(("tokens", Ten with { Window = CalendarUnit.Minute }));
        await ConsumeAsync(10, "a");

        Expect.True((await ConsumeAsync(10, "a", Now + IdempotencyKey.Life - Instant)).IsReplayed, "it to be remembered");
        Expect.True(!(await ConsumeAsync(10, "a", Now + IdempotencyKey.Life)).IsReplayed, "it to be forgotten");
        Expect.Equal((10, 0), await CountAsync(Now + IdempotencyKey.Life));
    }

    public async Task HoldsAndSettlesOnce()
    {
        await BudgetedAsync(("tokens", Ten));
        ConsumptionOutcome hold = await HoldAsync(6, "a");
        Expect.Equal(Now + Lease, hold.ExpiresAt);
        Expect.Equal((0, 6), await CountAsync());
        await RefusedAsync(5);
        ConsumptionOutcome again = await HoldAsync(6, "a");
        Expect.True(again.IsReplayed && again.HoldNumber > hold.HoldNumber, "a hold that is asked for again to be taken over under a larger number");
        Expect.True(!await Consumption.ReleaseHoldAsync(Acme, "a", hold.HoldNumber, Cancellation), "who asked before to give nothing back");
        Expect.Equal((0, 6), await CountAsync());

        Expect.Equal((14, 0, 4), (await SettleAsync(14, "a")).Usages!.Single() is var usage ? (usage.Used, usage.Held, usage.Over) : default);
        Expect.True((await SecondConsumption.SettleAsync(Asked(14, "a"), Cancellation)).IsReplayed, "a settlement to be charged once");
        await Expect.ThrowsAsync<ConsumptionConflictException>(() => SettleAsync(13, "a"));
        Expect.Equal((14, 0), await CountAsync());
        await Expect.ThrowsAsync<ConsumptionHoldNotFoundException>(() => SettleAsync(1, "b"));
    }

    public async Task GivesBackWhatIsReleasedAndOnlyTheHoldThatIsMeant()
    {
        await BudgetedAsync(("tokens", Ten));
        ConsumptionOutcome former = await HoldAsync(6, "a");
        Expect.True(await Consumption.ReleaseHoldAsync(Acme, "a", former.HoldNumber, Cancellation), "it to be given back");
        Expect.Equal((0, 0), await CountAsync());

        ConsumptionOutcome anew = await HoldAsync(4, "a");
        Expect.True(!await Consumption.ReleaseHoldAsync(Acme, "a", former.HoldNumber, Cancellation), "the former to be nobody's");
        Expect.Equal((0, 4), await CountAsync());
        Expect.True(await Consumption.ReleaseHoldAsync(Acme, "a", anew.HoldNumber, Cancellation), "it to be given back");
        Expect.True(!await Consumption.ReleaseHoldAsync(Id("nobody"), "a", 1, Cancellation), "nothing to be there to give back");
    }

    public async Task EndsAHoldWithItsLeaseAndChargesItAfterAll()
    {
        await BudgetedAsync(("tokens", Ten));
        await HoldAsync(10, "a");

        await RefusedAsync(1, at: Now + Lease - Instant);
        Expect.Equal((0, 0), await CountAsync(Now + Lease));
        Expect.True((await ConsumeAsync(10, at: Now + Lease)).Decision.IsAdmitted, "what was held to be free");
        Expect.Equal(7, (await SettleAsync(7, "a")).Usages!.Single().Over);
    }

    public async Task SweepsMoreHoldsThanOneStepDoes()
    {
        int many = ConsumptionRules.SweepLimit + 50;
        await BudgetedAsync(("tokens", Ten with { Limit = many }));
        for (int i = 0; i < many; i++)
        {
            await HoldAsync(1, $"hold-{i}");
        }

        Expect.True((await ConsumeAsync(many, at: Now + Lease)).Decision.IsAdmitted, "all that has ended to be given back");
        Expect.Equal((many, 0), await CountAsync(Now + Lease));
    }

    public async Task BooksACorrectionOnceAndNeverBelowNothing()
    {
        await BudgetedAsync(("tokens", Ten));
        await ConsumeAsync(6);

        Expect.Equal(-6, (await CorrectAsync(-8, "refund")).Booked!["tokens"]);
        Expect.Equal(-6, (await CorrectAsync(-8, "refund")).Booked!["tokens"], "it is answered as the first");
        Expect.Equal(15, (await CorrectAsync(15, "late")).Booked!["tokens"]);
        Expect.Equal((15, 0), await CountAsync());
        Expect.Sequence(
            [("refund", -8L, -6L), ("late", 15, 15)],
            (await LogAsync()).OfType<ConsumptionCorrected>().Select(e => (e.Id, e.Amounts["tokens"], e.Booked["tokens"])));
    }

    public async Task RaisesAThresholdOnceInAWindow()
    {
        await BudgetedAsync(("tokens", new ConsumptionBudget(100, CalendarUnit.Day)));
        await ConsumeAsync(79);
        BudgetThresholdCrossed crossed = (BudgetThresholdCrossed)(await ConsumeAsync(1)).Events.Single();
        Expect.Equal((80, 80, 100, Tomorrow, UidOf("acme")), (crossed.Percent, crossed.Total, crossed.Limit, crossed.WindowEnd, crossed.TenantUid!.Value));
        await SecondConsumption.ConsumeAsync(Asked(1), Cancellation);
        await ConsumeAsync(80, at: Tomorrow);

        Expect.Sequence([80, 80], (await LogAsync()).OfType<BudgetThresholdCrossed>().Select(e => e.Percent));
    }

    public async Task KeepsToTheStatusOfTheTenant()
    {
        Tenant tenant = await BudgetedAsync(("tokens", Ten));
        ConsumptionOutcome hold = await HoldAsync(2, "a");
        await HoldAsync(2, "b");
        await ConsumeAsync(1, "before");
        tenant = await SetStatusAsync(tenant, TenantStatus.Suspended);
        await Expect.ThrowsAsync<TenantNotActiveException>(() => ConsumeAsync(1));
        await Expect.ThrowsAsync<TenantNotActiveException>(() => HoldAsync(1, "c"));
        await SettleAsync(1, "b");
        Expect.True((await ConsumeAsync(1, "before")).IsReplayed, "what was done before to be answered as it was");
        await SetStatusAsync(tenant, TenantStatus.Terminating);

        await Expect.ThrowsAsync<TenantNotActiveException>(() => SettleAsync(1, "a"));
        await Expect.ThrowsAsync<TenantNotActiveException>(() => CorrectAsync(1, "c"));
        Expect.True(await Consumption.ReleaseHoldAsync(Acme, "a", hold.HoldNumber, Cancellation), "it to be given back in every status");
    }

    public async Task ComparesTheUidInTheStep()
    {
        Tenant former = await BudgetedAsync(("tokens", Ten));
        ConsumptionOutcome hold = await HoldAsync(2, "a");
        await MakeAgainAsync(former);

        await Expect.ThrowsAsync<TenantNotFoundException>(() => ConsumeAsync(1, tenant: former));
        await Expect.ThrowsAsync<TenantNotFoundException>(() => Consumption.SettleAsync(new ConsumptionRequest(former, Tokens(1), "a"), Cancellation).AsTask());
        await Expect.ThrowsAsync<TenantNotFoundException>(() => Consumption.GetBudgetsAsync(former, Cancellation).AsTask());
        Expect.True(!await Consumption.ReleaseHoldAsync(former, "a", hold.HoldNumber, Cancellation), "nothing to be held");
        Expect.Equal((0, 0), await CountAsync());
    }

    public async Task LetsManyHostsHaveItToTheLastUnitAndNoFurther()
    {
        await BudgetedAsync(("tokens", Ten with { Limit = 100 }));
        long had = 0;
        await AtOnceAsync(16, async i =>
        {
            for (int turn = 0; turn < 12; turn++)
            {
                long amount = 1 + ((i + turn) % 3);
                IConsumptionStore host = turn % 2 == 0 ? Consumption : SecondConsumption;
                Interlocked.Add(ref had, (await host.ConsumeAsync(Asked(amount, $"{i % 8}-{turn}-{amount}"), Cancellation)) is { IsReplayed: false, Decision.IsAdmitted: true } ? amount : 0);
            }
        });

        Expect.True(had is > 97 and <= 100, "all of the budget, but for what no request fits, to be had");
        Expect.Equal((had, 0), await CountAsync());
    }

    public async Task KeepsBudgetsOfATenant()
    {
        ConsumptionBudget odd = new(0, CalendarUnit.Week) { TimeZoneId = "America/Sao_Paulo", IsPostPaid = true };
        Tenant tenant = await BudgetedAsync([.. Enumerable.Range(0, 63).Select(i => ($"example.com/meter-{i}", Ten)), ("odd", odd)]);

        Expect.Equal(tenant, await Second.FindAsync(Acme, Cancellation));
        Expect.Equal(odd, (await Second.FindAsync(Acme, Cancellation))!.Budgets["odd"]);
        Tenant bare = await ChangeAsync(tenant, t => t with { Budgets = new Dictionary<string, ConsumptionBudget>() });
        Expect.Equal(bare, await Store.FindAsync(Acme, Cancellation));
    }

    private static ConsumptionAmounts Tokens(long amount) => new() { ["tokens"] = amount };

    private static ConsumptionRequest Asked(long amount, string? id = null) => new(Acme, Tokens(amount), id);

    private static Dictionary<string, ConsumptionBudget> Of(params IEnumerable<(string Meter, ConsumptionBudget Budget)> budgets) =>
        budgets.ToDictionary(b => b.Meter, b => b.Budget);

    private Task<Tenant> BudgetedAsync(params (string Meter, ConsumptionBudget Budget)[] budgets) => AddAsync(NewTenant() with { Budgets = Of(budgets) });

    private async Task<ConsumptionOutcome> ConsumeAsync(ConsumptionAmounts amounts) =>
        await Consumption.ConsumeAsync(new ConsumptionRequest(Acme, amounts, null), Cancellation);

    private async Task<ConsumptionOutcome> ConsumeAsync(long amount, string? id = null, DateTimeOffset? at = null, TenantReference? tenant = null)
    {
        At(at);
        return await Consumption.ConsumeAsync(Asked(amount, id) with { Tenant = tenant ?? Acme }, Cancellation);
    }

    private async Task<BudgetDecision> RefusedAsync(long amount, string? id = null, DateTimeOffset? at = null)
    {
        ConsumptionOutcome outcome = await ConsumeAsync(amount, id, at);
        Expect.True(!outcome.Decision.IsAdmitted, $"{amount} to be refused");
        return outcome.Decision;
    }

    private async Task<ConsumptionOutcome> HoldAsync(long amount, string id, DateTimeOffset? at = null, TimeSpan? lease = null)
    {
        At(at);
        return await Consumption.HoldAsync(Asked(amount, id), lease ?? Lease, Cancellation);
    }

    private async Task<ConsumptionOutcome> SettleAsync(long amount, string id) => await Consumption.SettleAsync(Asked(amount, id), Cancellation);

    private async Task<ConsumptionOutcome> CorrectAsync(long amount, string id) => await Consumption.CorrectAsync(
        Asked(amount, id),
        new ConsumptionCorrected { OccurredAt = Now, TenantId = Acme, Id = id, Amounts = Tokens(amount), Booked = ConsumptionAmounts.None, Reason = "a mistake" },
        Cancellation);

    private async Task<(long Used, long Held)> CountAsync(DateTimeOffset? at = null)
    {
        At(at);
        BudgetUsage usage = (await SecondConsumption.GetBudgetsAsync(Acme, Cancellation)).SingleOrDefault(u => u.Meter == "tokens");
        return (usage.Used, usage.Held);
    }
}
