namespace Hivemind.Tenancy.Testing;

/// <summary>Plans: published in versions that never change, and there as long as a tenant names them.</summary>
internal sealed class PlanCases : StoreCases
{
    private static readonly TenantPlan Gold = new("gold") { ResourceQuotas = Limit(10) };

    private IPlanStore Plans => Store as IPlanStore ?? throw new ConformanceException("expected the store to be an IPlanStore.");

    private IPlanStore SecondPlans => Second as IPlanStore ?? Plans;

    public async Task GivesNumbersWithoutGapsAndItsOwnTime()
    {
        TenantPlan first = await PublishAsync(Gold with { Version = 7, CreatedAt = After(-9) });
        At(After(5));
        TenantPlan second = await PublishAsync(SecondPlans, Saying("two"), null);

        Expect.Equal(Gold with { Version = 1, CreatedAt = Now }, first);
        Expect.Equal(Saying("two") with { Version = 2, CreatedAt = After(5) }, second);
        Expect.Equal(1, (await PublishAsync(new TenantPlan("silver"))).Version);
        Expect.Equal(second, await FindAsync("gold"));
        Expect.Equal(first, await FindAsync("gold@1"));
        Expect.Null(await FindAsync("gold@3"));
        Expect.Null(await FindAsync("bronze"));
    }

    public async Task AddsNothingThatTheLatestSaysAlready()
    {
        TenantPlan first = await PublishAsync(Gold);
        At(After(5));

        Expect.Equal(first, await PublishAsync(Gold, at: After(5)));
        Expect.Equal(first, await PublishAsync(SecondPlans, Gold, 0), "its first answer may have been lost");
        await PublishAsync(Saying("two"));
        Expect.Equal(3, (await PublishAsync(Gold)).Version, "the latest says something else");
    }

    public async Task ComparesTheLatestVersionThatIsExpected()
    {
        await PublishAsync(Gold, expected: 0);
        PlanVersionConflictException conflict = await Expect.ThrowsAsync<PlanVersionConflictException>(() => PublishAsync(Saying("two"), expected: 0));

        Expect.Equal(("gold", 0, 1), (conflict.PlanName, conflict.ExpectedVersion, conflict.ActualVersion));
        await Expect.ThrowsAsync<PlanVersionConflictException>(() => PublishAsync(Saying("two"), expected: 2));
        await PublishAsync(Saying("two"), expected: 1);
        Expect.Sequence([1, 2], (await VersionsAsync()).Select(p => p.Version));
    }

    public async Task KeepsAllThatAPlanSays()
    {
        TenantPlan full = new("full")
        {
            Description = "several\nlines, \"quoted\", \\ and ß",
            IsolationLevel = IsolationLevel.Custom(IsolationLevel.NetworkOnly.Settings),
            ResourceQuotas = new ResourceQuotas { CpuCores = 1.001m, MemoryBytes = 0, Other = new Dictionary<string, decimal> { ["requests.cpu"] = 0.5m, ["nvidia.com/gpu"] = 3 } },
            Budgets = new Dictionary<string, ConsumptionBudget> { ["tokens"] = new(0, CalendarUnit.Week) { TimeZoneId = "America/Sao_Paulo", IsPostPaid = true } },
            Labels = new Dictionary<string, string> { ["b"] = "", ["a"] = "ü" },
            Parameters = new Dictionary<string, string> { ["long"] = new('x', TenancyLimits.ParameterLength) },
            Bindings = [new PlanBinding(RoleSubject.Group("support"), "tenant-viewer"), new PlanBinding(RoleSubject.User("olga"), "ops")],
        };
        await PublishAsync(full);

        Expect.Equal(full with { Version = 1, CreatedAt = Now }, await SecondPlans.FindPlanAsync("full", Cancellation));
        Expect.Equal(1, (await PublishAsync(full)).Version, "it says the same as it did");
    }

    public async Task ListsPlansAtTheirLatestInPages()
    {
        foreach (string name in new[] { "b", "a-b", "ab", "a" })
        {
            await PublishAsync(new TenantPlan(name));
        }

        await PublishAsync(new TenantPlan("ab") { Description = "next" });
        Expect.Sequence(["a@1", "a-b@1", "ab@2", "b@1"], await NamesAsync(new PlanQuery()));
        Expect.Sequence(["a-b@1", "ab@2"], await NamesAsync(new PlanQuery { After = "a", Limit = 2 }));
        await RemoveAsync("a-b");
        Expect.Sequence(["ab@2", "b@1"], await NamesAsync(new PlanQuery { After = "a", Limit = 2 }));
        Expect.Sequence([], await NamesAsync(new PlanQuery { After = "b" }));
    }

    public async Task ListsVersionsInPages()
    {
        for (int i = 1; i <= 11; i++)
        {
            await PublishAsync(Saying($"version {i}"));
        }

        Expect.Sequence([9, 10, 11], (await VersionsAsync(new PlanVersionQuery { After = 8 })).Select(p => p.Version));
        Expect.Sequence([2, 3], (await VersionsAsync(new PlanVersionQuery { After = 1, Limit = 2 })).Select(p => p.Version));
        Expect.Sequence([], await Plans.ListPlanVersionsAsync("bronze", new PlanVersionQuery(), Cancellation));
    }

    public async Task GivesNoTenantAVersionThatIsNotThere()
    {
        await PublishAsync(Gold);
        foreach (PlanReference missing in new PlanReference[] { "gold@2", "bronze@1" })
        {
            PlanNotFoundException refused = await Expect.ThrowsAsync<PlanNotFoundException>(() => AddAsync(On(missing)));
            Expect.Equal(missing, refused.Plan);
        }

        Expect.Null(await Store.FindAsync(Acme, Cancellation));
        Tenant acme = await AddAsync(On("gold@1"));
        await Expect.ThrowsAsync<PlanNotFoundException>(() => ChangeAsync(acme, t => t with { Plan = "gold@2" }));
        Expect.Equal(acme, await Store.FindLatestAsync(Acme, Cancellation));
        await PublishAsync(Saying("two"));
        acme = await ChangeAsync(acme, t => t with { Plan = "gold@2" });
        Expect.Equal(acme, await Second.FindLatestAsync(Acme, Cancellation));
        acme = await ChangeAsync(acme, t => t with { Plan = null });
        Expect.Equal(acme, await Store.FindLatestAsync(Acme, Cancellation));
    }

    public async Task KeepsParametersOfATenant()
    {
        Tenant acme = await AddAsync(NewTenant() with { Parameters = new Dictionary<string, string> { ["b"] = new('x', TenancyLimits.ParameterLength), ["a"] = "" } });
        Expect.Equal(acme, await Second.FindLatestAsync(Acme, Cancellation));

        acme = await ChangeAsync(acme, t => t with { Parameters = new Dictionary<string, string>() });
        Expect.Equal(acme, await Second.FindLatestAsync(Acme, Cancellation));
    }

    public async Task FindsTenantsByTheirPlan()
    {
        await PublishAsync(Gold);
        await PublishAsync(Saying("two"));
        await PublishAsync(new TenantPlan("gold-2"));
        await AddAsync(On("gold@1", "a"));
        await AddAsync("b");
        Tenant c = await AddAsync(On("gold@2", "c"));
        await AddAsync(On("gold-2@1", "d"));

        Expect.Sequence(["a", "c"], await OnPlanAsync(new TenantQuery { PlanName = "gold" }));
        Expect.Sequence(["c"], await OnPlanAsync(new TenantQuery { PlanName = "gold", After = Id("a") }));
        await ChangeAsync(c, t => t with { Plan = "gold-2@1" });
        Expect.Sequence(["a"], await OnPlanAsync(new TenantQuery { PlanName = "gold" }));
        Expect.Sequence([], await OnPlanAsync(new TenantQuery { PlanName = "silver" }));
    }

    public async Task RemovesNoPlanThatATenantIsOn()
    {
        await PublishAsync(Gold);
        await PublishAsync(Saying("two"));
        await PublishAsync(new TenantPlan("silver"));
        Tenant acme = await AddAsync(On("gold@1"));

        Expect.Equal("gold", (await Expect.ThrowsAsync<PlanInUseException>(() => RemoveAsync("gold"))).PlanName);
        Expect.Sequence([1, 2], (await VersionsAsync()).Select(p => p.Version));
        acme = await ChangeAsync(acme, t => t with { Plan = "silver@1" });
        Expect.True(await RemoveAsync("gold"), "a plan without tenants to be removed");
        await Expect.ThrowsAsync<PlanInUseException>(() => RemoveAsync("silver"));
        acme = await ChangeAsync(acme, t => t with { Description = "the same plan" });
        await RemoveAsync(acme);
        Expect.True(await RemoveAsync("silver"), "a plan whose tenant is gone to be removed");
        Expect.True(!await RemoveAsync("silver") && !await RemoveAsync("bronze"), "what is not there not to be removed");
    }

    public async Task GivesNoNumberTwice()
    {
        await PublishAsync(Gold);
        await PublishAsync(Saying("two"));
        await RemoveAsync("gold");

        Expect.Null(await FindAsync("gold"));
        Expect.Null(await FindAsync("gold@2"));
        Expect.Sequence([], await VersionsAsync());
        await Expect.ThrowsAsync<PlanVersionConflictException>(() => PublishAsync(Saying("two"), expected: 2), "it was removed");
        Expect.Equal(3, (await PublishAsync(Saying("two"), expected: 0)).Version, "who named version 2 meant another");
        await Expect.ThrowsAsync<PlanNotFoundException>(() => AddAsync(On("gold@2")));
    }

    public async Task RecordsWhatItPublishesAndRemoves()
    {
        At(After(5));
        PlanWritten first = await Plans.AddPlanAsync(Gold, 0, Published(Gold), Cancellation);
        PlanWritten same = await SecondPlans.AddPlanAsync(Gold, 0, Published(Gold), Cancellation);
        await Expect.ThrowsAsync<PlanVersionConflictException>(() => PublishAsync(Saying("two"), expected: 0, at: After(6)));
        Tenant acme = await AddAsync(On("gold@1"));
        await Expect.ThrowsAsync<PlanInUseException>(() => RemoveAsync("gold"));
        await ChangeAsync(acme, t => t with { Plan = null });
        At(After(7));
        TenancyEvent? removed = await Plans.RemovePlanAsync("gold", Removed("gold"), Cancellation);
        Expect.Null(await SecondPlans.RemovePlanAsync("gold", Removed("gold"), Cancellation));

        Expect.Equal(new PlanPublished { Sequence = 1, OccurredAt = After(5), Plan = first.Plan, Actor = "olga" }, first.Event);
        Expect.Equal(new PlanWritten(first.Plan, Event: null), same, "nothing was published");
        Expect.Equal(new PlanRemoved { Sequence = 4, OccurredAt = After(7), PlanName = "gold", Actor = "olga" }, removed);
        Expect.Sequence([first.Event!, removed!], (await LogAsync()).Where(e => e.TenantId is null));
    }

    public async Task LetsOneOfManyHostsPublishAVersion()
    {
        IReadOnlyList<int> published = await AtOnceAsync(16, async i =>
        {
            int count = 0;
            for (int expected = 0; expected < 4; expected++)
            {
                IPlanStore host = i % 2 == 0 ? Plans : SecondPlans;
                try
                {
                    await PublishAsync(host, Saying($"host {i}, after {expected}"), expected);
                    count++;
                }
                catch (PlanVersionConflictException)
                {
                    // Another was faster.
                }
            }

            return count;
        });

        IReadOnlyList<TenantPlan> versions = await VersionsAsync();
        Expect.Sequence(Enumerable.Range(1, published.Sum()), versions.Select(p => p.Version));
        Expect.Equal(versions.Count, versions.Select(p => p.Description![^1]).Distinct().Count(), "each was expected to be the latest by one that was let through");
    }

    public async Task NumbersWhatManyHostsPublish()
    {
        IReadOnlyList<int> numbers = await AtOnceAsync(16, async i =>
            (await PublishAsync(i % 2 == 0 ? Plans : SecondPlans, Saying($"host {i}"), null)).Version);

        Expect.Sequence(Enumerable.Range(1, 16), numbers.Order());
    }

    public async Task NeverLetsATenantNameAPlanThatIsGone()
    {
        Tenant[] movers = [await AddAsync("mover-0"), await AddAsync("mover-1")];
        for (int turn = 0; turn < 8; turn++)
        {
            string plan = $"plan-{turn}";
            PlanReference version = new(plan, 1);
            await PublishAsync(new TenantPlan(plan));
            await AtOnceAsync(5, async i =>
            {
                ITenantStore host = i % 2 == 0 ? Store : Second;
                try
                {
                    switch (i)
                    {
                        case 0:
                            await SecondPlans.RemovePlanAsync(plan, Removed(plan), Cancellation);
                            break;
                        case < 3:
                            Tenant added = On(version, $"{plan}-{i}");
                            await host.AddAsync(added, Created(added), null, Cancellation);
                            break;
                        default:
                            Tenant moved = movers[i - 3] with { Plan = version, Version = movers[i - 3].Version + 1 };
                            movers[i - 3] = (await host.UpdateAsync(moved, moved.Version - 1, onlyIfIdle: false, Updated(movers[i - 3], moved), Cancellation)).Tenant;
                            break;
                    }
                }
                catch (TenancyException e) when (e is PlanInUseException or PlanNotFoundException)
                {
                    // Whoever was faster.
                }
            });
        }

        foreach (Tenant tenant in await Store.ListAsync(new TenantQuery { Limit = TenancyLimits.PageSize }, Cancellation))
        {
            if (tenant.Plan is { } plan)
            {
                Expect.NotNull(await FindAsync(plan), $"'{tenant.Id}' is on it", $"plan '{plan}'");
            }
        }
    }

    private static PlanPublished Published(TenantPlan plan) => new() { OccurredAt = Now, Plan = plan, Actor = "olga" };

    private static PlanRemoved Removed(string plan) => new() { OccurredAt = Now, PlanName = plan, Actor = "olga" };

    private static TenantPlan Saying(string description) => Gold with { Description = description };

    private static Tenant On(PlanReference plan, string id = "acme") => NewTenant(id) with { Plan = plan };

    private async Task<TenantPlan> PublishAsync(TenantPlan plan, int? expected = null, DateTimeOffset? at = null)
    {
        At(at);
        return await PublishAsync(Plans, plan, expected);
    }

    private async Task<TenantPlan> PublishAsync(IPlanStore host, TenantPlan plan, int? expected) =>
        (await host.AddPlanAsync(plan, expected, Published(plan), Cancellation)).Plan;

    private async Task<TenantPlan?> FindAsync(PlanReference plan) => await Plans.FindPlanAsync(plan, Cancellation);

    private async Task<bool> RemoveAsync(string plan) => await Plans.RemovePlanAsync(plan, Removed(plan), Cancellation) is not null;

    private async Task<IReadOnlyList<TenantPlan>> VersionsAsync(PlanVersionQuery? query = null) =>
        await Plans.ListPlanVersionsAsync("gold", query ?? new PlanVersionQuery(), Cancellation);

    private async Task<IEnumerable<string>> NamesAsync(PlanQuery query) =>
        (await Plans.ListPlansAsync(query, Cancellation)).Select(p => $"{p.Name}@{p.Version}");

    private async Task<IEnumerable<string>> OnPlanAsync(TenantQuery query) => (await Store.ListAsync(query, Cancellation)).Select(t => t.Id.Value);
}
