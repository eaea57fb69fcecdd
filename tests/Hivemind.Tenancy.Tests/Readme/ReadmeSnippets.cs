using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace Hivemind.Tenancy.Tests.Readme;

/// <summary>
/// The code of this package's page and of the front page, compiled and run. A block is the lines between a mark, which names its
/// page, and the next END; see <see cref="ReadmeTests"/>.
/// </summary>
public sealed class ReadmeSnippets
{
    [Fact]
    public async Task Idea_of_the_front_page_runs()
    {
        ServiceCollection services = new();

        // README.md
        services.AddHivemindTenancy();

        // END
        await using ServiceProvider host = services.BuildServiceProvider();
        ITenantManager tenants = host.GetRequiredService<ITenantManager>();
        IQuotaManager quotas = host.GetRequiredService<IQuotaManager>();
        IAccessManager access = host.GetRequiredService<IAccessManager>();

        // README.md
        TenantId acme = TenantId.Parse("acme");
        using (TenantContext.System("setup", "seed tenants").Enter()) // everything acts for somebody
        {
            ResourceQuotas limits = new() { CpuCores = 8, MemoryBytes = 32L << 30, Containers = 20 };
            await tenants.EnsureTenantAsync(new TenantSpec { Id = acme, Name = "Acme", OwnerId = "alice", Namespaces = ["web"], ResourceQuotas = limits });
        }

        // The verified door: acme exists, is Active, and alice has access. A stranger learns neither.
        TenantContext context = await tenants.GetTenantContextAsync("alice", acme);
        using (context.Enter())
        {
            // Code in the context may reserve. Whether alice may deploy is asked first.
            if (await access.CheckPermissionAsync("alice", Permission.Parse("containers:deploy"), PermissionScope.Tenant(acme)))
            {
                // All of it, or nothing; given back unless it is committed.
                await using ResourceReservation reservation = await quotas.ReserveAsync(
                    acme, new ResourceAmounts { CpuCores = 0.5m, MemoryBytes = 512L << 20, Containers = 1 });
                await StartContainerAsync();
                await reservation.CommitAsync();
            }
        }

        // END
        using TenantScope again = context.Enter();
        (await quotas.GetUsageAsync(acme))[ResourceNames.Cpu].Used.Should().Be(0.5m);
        static Task StartContainerAsync() => Task.CompletedTask;
    }

    [Fact]
    public async Task First_lines_run()
    {
        ServiceCollection services = new();

        // src/Hivemind.Tenancy/README.md
        services.AddHivemindTenancy();

        // END
        await using ServiceProvider host = services.BuildServiceProvider();
        ITenantManager tenants = host.GetRequiredService<ITenantManager>();
        IQuotaManager quotas = host.GetRequiredService<IQuotaManager>();

        // src/Hivemind.Tenancy/README.md
        TenantId acme = TenantId.Parse("acme");
        using (TenantContext.System("setup", "seed tenants").Enter()) // everything acts for somebody
        {
            await tenants.EnsureTenantAsync(new TenantSpec { Id = acme, Name = "Acme", OwnerId = "alice", ResourceQuotas = new() { Containers = 20 } });
        }

        TenantContext context = await tenants.GetTenantContextAsync("alice", acme); // exists, is Active, alice has access
        using (context.Enter())
        {
            // All of it, or nothing; given back unless it is committed.
            await using ResourceReservation reservation = await quotas.ReserveAsync(acme, new ResourceAmounts { Containers = 1 });
            await StartContainerAsync();
            await reservation.CommitAsync();
        }

        // END
        using TenantScope again = context.Enter();
        (await quotas.GetUsageAsync(acme))[ResourceNames.Containers].Used.Should().Be(1);
        static Task StartContainerAsync() => Task.CompletedTask;
    }

    [Fact]
    public async Task Working_across_tenants_runs()
    {
        await using ServiceProvider host = await HostAsync();
        ITenantManager tenants = host.GetRequiredService<ITenantManager>();
        HashSet<object?> billed = [];
        IQuotaManager quotas = Interceptor.Before(host.GetRequiredService<IQuotaManager>(), (_, arguments, call) =>
        {
            billed.Add(arguments[0]);
            return call();
        });
        for (int i = 0; i < 250; i++)
        {
            await tenants.CreateTenantAsync(Some.Spec($"customer-{i}"));
        }

        // src/Hivemind.Tenancy/README.md
        using (TenantContext.System("billing", "monthly invoices").Enter())
        {
            TenantQuery query = new() { Status = TenantStatus.Active };
            while (await tenants.ListTenantsAsync(query) is { Count: > 0 } page)
            {
                foreach (Tenant tenant in page)
                {
                    TenantUsage usage = await quotas.GetUsageAsync(tenant.Id);
                    Console.WriteLine($"{tenant.Name}: {usage[ResourceNames.Cpu].Total} cores");
                }

                query = query with { After = page[^1].Id };
            }
        }

        // END
        TenantContext.Current.Should().BeNull();
        billed.Should().HaveCount(251, "acme and the customers fill more than one page");
    }

    [Fact]
    public async Task Propagating_runs()
    {
        await using ServiceProvider host = await HostAsync();
        ITenantManager tenants = host.GetRequiredService<ITenantManager>();
        TenantContextPropagator propagator = host.GetRequiredService<TenantContextPropagator>();
        Dictionary<string, string> headers = [];
        TenantId handled = default;
        using TenantScope scope = new TenantContext(TenantId.Parse("acme"), "alice").Enter();

        // src/Hivemind.Tenancy/README.md
        await propagator.InjectAsync(TenantContext.Required, headers, (carrier, key, value) => carrier[key] = value);

        try
        {
            TenantContextClaim? claim = TenantContextPropagator.Extract(headers, (carrier, key) => carrier.GetValueOrDefault(key));
            TenantContext verified = await tenants.GetTenantContextAsync(claim ?? throw new FormatException("The message names no tenant."));
            using (verified.Enter())
            {
                await HandleAsync(TenantContext.RequiredTenant);
            }
        }
        catch (Exception e) when (e is FormatException or TenancyException { IsTransient: false })
        {
            await SetAsideAsync(e); // tried again it would be refused again
        }

        // END
        handled.Should().Be(TenantId.Parse("acme"));

        Task HandleAsync(TenantReference tenant)
        {
            handled = tenant.Id;
            return Task.CompletedTask;
        }

        static Task SetAsideAsync(Exception reason) => throw reason;
    }

    [Fact]
    public async Task Seeding_runs()
    {
        await using ServiceProvider host = await HostAsync();
        ITenantManager tenants = host.GetRequiredService<ITenantManager>();

        // src/Hivemind.Tenancy/README.md
        using (TenantContext.System("setup", "seed tenants").Enter())
        {
            await tenants.EnsureTenantAsync(new TenantSpec { Id = TenantId.Parse("globex"), Name = "Globex", OwnerId = "gina" });
        }

        // END
        (await tenants.GetTenantAsync(TenantId.Parse("globex"))).Status.Should().Be(TenantStatus.Active);
    }

    [Fact]
    public async Task Creating_once_runs()
    {
        await using ServiceProvider host = await HostAsync();
        ITenantManager tenants = host.GetRequiredService<ITenantManager>();
        TenantSpec spec = new() { Id = TenantId.Parse("globex"), Name = "Globex", OwnerId = "gina" };
        string requestId = "7f1c-42";
        string bodyHash = "a hash";

        // src/Hivemind.Tenancy/README.md
        IdempotencyKey key = new(scope: "user bob creates tenants", key: requestId, fingerprint: bodyHash);
        KeyedResult<Tenant> made = await tenants.CreateTenantAsync(spec, key);
        Console.WriteLine($"{made.Value.Id} {(made.IsReplayed ? "was there already" : "is new")}");

        // END
        (await tenants.CreateTenantAsync(spec, key)).Should().Be(new KeyedResult<Tenant>(made.Value, IsReplayed: true));
    }

    [Fact]
    public async Task Granting_and_explaining_runs()
    {
        await using ServiceProvider host = await HostAsync();
        IAccessManager access = host.GetRequiredService<IAccessManager>();
        TenantId acme = TenantId.Parse("acme");

        // src/Hivemind.Tenancy/README.md
        await access.BindRoleAsync(new RoleBinding(
            RoleSubject.Group("developers"), BuiltInRoles.TenantOperator.Id, PermissionScope.Namespace(acme, "web")));
        await access.AddGroupMemberAsync("developers", "bob");

        bool may = await access.CheckPermissionAsync("bob", Permission.Parse("containers:deploy"), PermissionScope.Namespace(acme, "web"));
        AccessExplanation why = await access.ExplainAccessAsync("bob", acme);
        Console.WriteLine($"{may}: {why.Reason}");

        // END
        may.Should().BeTrue();
        why.Grants.Should().ContainSingle().Which.Group.Should().Be(new GroupReference("developers"));
    }

    [Fact]
    public async Task Refusal_as_an_answer_runs()
    {
        await using ServiceProvider host = await HostAsync();
        IQuotaManager quotas = host.GetRequiredService<IQuotaManager>();
        TenantId acme = TenantId.Parse("acme");

        // src/Hivemind.Tenancy/README.md
        ReservationResult result = await quotas.TryReserveAsync(acme, new ResourceAmounts { CpuCores = 64 });
        if (!result.IsAdmitted)
        {
            foreach (QuotaShortage shortage in result.Decision.Shortages)
            {
                Console.WriteLine(shortage);
            }

            Console.WriteLine($"a lease ends at {result.Decision.NextLeaseEndsAt}");
        }

        // END
        result.IsAdmitted.Should().BeFalse();
    }

    [Fact]
    public async Task Repeating_and_reconciling_runs()
    {
        await using ServiceProvider host = await HostAsync();
        IQuotaManager quotas = host.GetRequiredService<IQuotaManager>();
        TenantId acme = TenantId.Parse("acme");
        ResourceAmounts amounts = new() { Containers = 1 };

        // src/Hivemind.Tenancy/README.md
        await quotas.ReserveAsync(acme, amounts, new ReservationOptions { AllocationId = "job-4711", Namespace = "web", Source = "engine-1" });
        await quotas.CommitAsync(acme, "job-4711");

        IReadOnlyList<ReconciliationMark> marks = await quotas.ReadMarksAsync([acme]);
        ObservedAllocation[] running = await ListRunningAsync();
        await quotas.ReconcileAsync(new AllocationObservation("engine-1", marks[0], running));

        // END
        (await quotas.ListAllocationsAsync(acme)).Select(a => a.Id).Should().BeEquivalentTo(["job-4711"]);
        Task<ObservedAllocation[]> ListRunningAsync() => Task.FromResult<ObservedAllocation[]>([new("job-4711", amounts)]);
    }

    [Fact]
    public async Task Growing_runs()
    {
        await using ServiceProvider host = await HostAsync();
        IQuotaManager quotas = host.GetRequiredService<IQuotaManager>();
        TenantId acme = TenantId.Parse("acme");
        ResourceAmounts amounts = new() { Containers = 1 };
        await quotas.ReserveAsync(acme, amounts, new ReservationOptions { AllocationId = "job-4711" });
        await quotas.CommitAsync(acme, "job-4711");

        // src/Hivemind.Tenancy/README.md
        await using (ResourceReservation growth = await quotas.ReserveGrowthAsync(acme, "job-4711", amounts with { CpuCores = 8 }))
        {
            await ScaleAsync("job-4711", cores: 8);
            await growth.CommitAsync();
        }

        // END
        (await quotas.GetUsageAsync(acme))[ResourceNames.Cpu].Used.Should().Be(8);
        Task ScaleAsync(string id, int cores) => Task.FromResult($"{id} {cores}");
    }

    [Fact]
    public async Task Metering_runs()
    {
        ServiceCollection services = new();

        // src/Hivemind.Tenancy/README.md
        services.AddHivemindTenancy(options => options.Metering = true); // on every host that shares a store

        // END
        FakeTimeProvider clock = new(new DateTimeOffset(2026, 2, 28, 23, 0, 0, TimeSpan.Zero));
        services.AddSingleton<TimeProvider>(clock);
        await using ServiceProvider host = await HostAsync(services);
        IQuotaManager quotas = host.GetRequiredService<IQuotaManager>();
        IUsageMeter meter = host.GetRequiredService<IUsageMeter>();
        TenantId acme = TenantId.Parse("acme");
        await (await quotas.ReserveAsync(acme, new ResourceAmounts { CpuCores = 2 }, new ReservationOptions { Namespace = "web" })).CommitAsync();
        clock.Advance(TimeSpan.FromHours(1));

        // src/Hivemind.Tenancy/README.md
        TimeZoneInfo berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        DateTimeOffset start = CalendarPeriods.StartOf(new DateOnly(2026, 3, 1), berlin);
        DateTimeOffset end = CalendarPeriods.StartOf(new DateOnly(2026, 4, 1), berlin);
        MeterQuery march = new(start, end) { Tenant = acme, Period = CalendarUnit.Day, TimeZone = berlin, GroupBy = MeterGroup.Namespace };
        foreach (MeteredUsage day in await meter.MeasureAsync(march))
        {
            Console.WriteLine($"{TimeZoneInfo.ConvertTime(day.Start, berlin):d} {day.Group}: {day[ResourceNames.Cpu].Total} core-seconds, at most {day[ResourceNames.Cpu].Peak} cores at once");
        }

        // END
        MeteredUsage first = (await meter.MeasureAsync(march)).Should().ContainSingle().Subject;
        (first.Group, first[ResourceNames.Cpu].Total.ToString()).Should().Be(("web", "7200"));
        first.Start.Offset.Should().Be(TimeSpan.Zero);
        first.Start.Day.Should().Be(28, "the day of Berlin begins within the day before of UTC");
        TimeZoneInfo.ConvertTime(first.Start, berlin).Should().Be(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task Budgets_run()
    {
        await using ServiceProvider host = await HostAsync();
        ITenantManager tenants = host.GetRequiredService<ITenantManager>();
        IConsumptionManager consumption = host.GetRequiredService<IConsumptionManager>();
        (TenantId acme, string requestId, string prompt) = (TenantId.Parse("acme"), "request-1", "Hello");

        // src/Hivemind.Tenancy/README.md
        ConsumptionBudget monthly = new(1_000_000, CalendarUnit.Month) { TimeZoneId = "Europe/Berlin" };
        await tenants.UpdateTenantAsync(acme, t => t with { Budgets = new Dictionary<string, ConsumptionBudget> { ["tokens"] = monthly } });

        ConsumptionResult result = await consumption.TryConsumeAsync(acme, new() { ["tokens"] = 1200, ["requests"] = 1 }, requestId);
        Console.WriteLine(result.IsAdmitted ? $"{result.Tightest?.Left?.ToString() ?? "any number"} left" : $"{result.Decision}; again at {result.Decision?.RetryAt}");

        // END
        result.Tightest!.Value.Left.Should().Be(998_800);

        // src/Hivemind.Tenancy/README.md
        await using (ConsumptionHold hold = await consumption.HoldAsync(acme, new() { ["tokens"] = 4000 }, TimeSpan.FromMinutes(2)))
        {
            int used = await AnswerAsync(prompt);
            await hold.SettleAsync(new() { ["tokens"] = used });
        }

        // END
        (await consumption.GetBudgetsAsync(acme)).Single(u => u.Meter == "tokens").Used.Should().Be(1200 + 5);
        static Task<int> AnswerAsync(string prompt) => Task.FromResult(prompt.Length);
    }

    [Fact]
    public async Task Plans_run()
    {
        await using TenancyHost host = new();
        (ITenantManager tenants, IPlanManager plans, TenantId acme) = (host.Tenants, host.Plans, Some.TenantId);

        // src/Hivemind.Tenancy/README.md
        TenantPlan gold = new("gold") { IsolationLevel = IsolationLevel.NetworkOnly, ResourceQuotas = new() { CpuCores = 16, Containers = 100 } };
        await plans.PublishAsync(gold);

        TenantSpec spec = new() { Id = acme, Name = "Acme", OwnerId = "alice", Plan = "gold", ResourceQuotas = new() { Containers = 500 } };
        Tenant tenant = await tenants.CreateTenantAsync(spec); // on gold@1: 16 cores, and 500 containers of its own

        // END
        tenant.Should().BeEquivalentTo(new { Plan = new PlanReference("gold", 1), ResourceQuotas = new { CpuCores = 16m, Containers = 500L } });

        // src/Hivemind.Tenancy/README.md
        await plans.PublishAsync(gold with { ResourceQuotas = new() { CpuCores = 32, Containers = 200 } });
        await foreach (PlanMove move in plans.PreviewAsync("gold"))
        {
            Console.WriteLine($"{move.Tenant.Id}: {string.Join(", ", move.Changes.Select(c => $"{c.Key} {c.Before} -> {c.After}"))} {move.Problem}");
        }

        PlanRun run = await plans.ApplyAsync("gold"); // acme has 32 cores now, and 500 containers still

        // END
        run.Should().Be(new PlanRun("gold@2", 1));
        (await host.GetAsync()).ResourceQuotas.Should().Be(new ResourceQuotas { CpuCores = 32, Containers = 500 });
    }

    [Fact]
    public async Task Isolating_runs()
    {
        await using ServiceProvider host = await HostAsync();
        ITenantManager tenants = host.GetRequiredService<ITenantManager>();
        TenantId acme = TenantId.Parse("acme");

        // src/Hivemind.Tenancy/README.md
        Tenant tenant = await tenants.UpdateIsolationLevelAsync(acme, IsolationLevel.Hard);
        IsolationVerdict placed = TenantIsolation.CanPlace(tenant, new Node("node-7", dedicatedTo: acme));
        IsolationVerdict mounted = TenantIsolation.CanMount(tenant, new Volume("images"));
        Console.WriteLine($"{placed.Reason} {mounted.Reason}");

        foreach (IsolationChange step in TenantIsolation.PlanChange(IsolationLevel.Soft, IsolationLevel.Hard))
        {
            Console.WriteLine($"{step.Aspect}: {step.Action}");
        }

        // END
        placed.IsAllowed.Should().BeTrue();
        mounted.IsAllowed.Should().BeFalse();
    }

    [Fact]
    public async Task Reading_events_runs()
    {
        await using ServiceProvider host = await HostAsync();
        ITenantManager tenants = host.GetRequiredService<ITenantManager>();
        await host.GetRequiredService<IQuotaManager>().ReserveAsync(TenantId.Parse("acme"), new ResourceAmounts { CpuCores = 7 });
        long position = 0;

        // src/Hivemind.Tenancy/README.md
        while ((await tenants.ReadEventsAsync(new EventQuery { After = position })).Events is { Count: > 0 } events)
        {
            foreach (TenancyEvent e in events)
            {
                Console.WriteLine(e is QuotaThresholdCrossed crossed
                    ? $"{e.TenantId} holds {crossed.Percent} % of its {crossed.Resource}"
                    : $"{e.OccurredAt:u} {e.GetType().Name} by {e.Actor}");
            }

            position = events[^1].Sequence;
        }

        // END
        position.Should().BeGreaterThan(1);
    }

    [Fact]
    public async Task Extending_runs()
    {
        ServiceCollection services = new();
        services.AddSingleton(Substitute.For<IRbacProvider>());

        // src/Hivemind.Tenancy/README.md
        services.AddHivemindTenancy()
            .AddProvisioner<NetworkProvisioner>()
            .AddEventHandler<AuditHandler>()
            .UseRbac<DirectoryRbacProvider>();

        // END
        await using ServiceProvider host = services.BuildServiceProvider();
        host.GetRequiredService<IRbacProvider>().Should().BeOfType<DirectoryRbacProvider>();
    }

    private static async Task<ServiceProvider> HostAsync(IServiceCollection? services = null)
    {
        ServiceProvider host = (services ?? new ServiceCollection()).AddTrustedTenancy().Services.BuildServiceProvider();
        await host.GetRequiredService<ITenantManager>().CreateTenantAsync(Some.Spec("acme") with
        {
            OwnerId = "alice",
            Namespaces = ["web"],
            ResourceQuotas = new ResourceQuotas { CpuCores = 8 },
        });
        return host;
    }

    private sealed class NetworkProvisioner : ITenantProvisioner
    {
        public ValueTask ProvisionAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask SuspendAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask ResumeAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DeprovisionAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class AuditHandler : ITenancyEventHandler
    {
        public ValueTask HandleAsync(TenancyEvent tenancyEvent, CancellationToken cancellationToken) => default;
    }

    private sealed class DirectoryRbacProvider : IRbacProvider
    {
        public ValueTask<bool> IsGrantedAsync(string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken) =>
            new(false);

        public ValueTask<GrantedScopes> GetScopesAsync(string userId, CancellationToken cancellationToken) => new(GrantedScopes.None);
    }
}
