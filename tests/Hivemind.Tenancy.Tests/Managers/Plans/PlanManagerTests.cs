namespace Hivemind.Tenancy.Tests;

public sealed class PlanManagerTests : IAsyncDisposable
{
    private static readonly TenantPlan Gold = new("gold")
    {
        ResourceQuotas = new ResourceQuotas { Containers = 10 },
        Bindings = [new PlanBinding(RoleSubject.Group("support"), "tenant-viewer")],
    };

    private static readonly TenantPlan Bigger = Gold with
    {
        ResourceQuotas = new ResourceQuotas { Containers = 20 },
        Bindings = [new PlanBinding(RoleSubject.Group("experts"), "tenant-operator")],
    };

    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IPlanManager Plans => _host.Plans;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Versions_are_numbered_without_gaps_and_never_change()
    {
        TenantPlan first = await PublishAsync(Gold);
        (await PublishAsync(Gold with { Version = 9 })).Should().Be(first, "it says the same");
        TenantPlan second = await PublishAsync(Bigger);

        (first.Version, second.Version, first.CreatedAt).Should().Be((1, 2, Some.Time));
        (await Plans.GetPlanAsync("gold", Cancellation)).Should().Be(second);
        (await Plans.GetPlanAsync("gold@1", Cancellation)).Should().Be(first);
        (await Plans.FindPlanAsync("gold@3", Cancellation)).Should().BeNull();
        (await Plans.ListPlansAsync(cancellationToken: Cancellation)).Should().Equal(second);
        (await Plans.ListVersionsAsync("gold", new PlanVersionQuery { After = 1 }, Cancellation)).Should().Equal(second);
        await FluentActions.Awaiting(() => Plans.GetPlanAsync("silver", Cancellation).AsTask()).Should().ThrowAsync<PlanNotFoundException>();
    }

    [Fact]
    public async Task Publishing_and_removing_are_events_of_the_platform_and_what_changes_nothing_is_none()
    {
        TenantPlan published;
        using (TenantContext.System("nightly", "new prices").Enter())
        {
            published = await PublishAsync(Gold);
            await PublishAsync(Gold);
            await Plans.RemoveAsync("gold", Cancellation);
            (await Plans.RemoveAsync("gold", Cancellation)).Should().BeFalse();
        }

        TenancyEvent[] expected =
        [
            new PlanPublished { Sequence = 1, OccurredAt = Some.Time, Plan = published, Actor = "nightly", ActorReason = "new prices" },
            new PlanRemoved { Sequence = 2, OccurredAt = Some.Time, PlanName = "gold", Actor = "nightly", ActorReason = "new prices" },
        ];
        (await _host.LogAsync()).Should().Equal(expected);
        _host.Events.Of<TenancyEvent>().Should().Equal(expected);
    }

    [Fact]
    public async Task Of_two_who_publish_at_once_one_is_refused()
    {
        await PublishAsync(Gold, expected: 0);

        Exception? refused = await Record.ExceptionAsync(() => PublishAsync(Bigger, expected: 0));

        refused.Should().BeOfType<PlanVersionConflictException>().Which.Should().BeEquivalentTo(new { PlanName = "gold", ExpectedVersion = 0, ActualVersion = 1 });
        (await PublishAsync(Bigger, expected: 1)).Version.Should().Be(2);
        (await PublishAsync(Bigger, expected: 1)).Version.Should().Be(2, "it was published, which its caller may not have learnt");
    }

    [Fact]
    public async Task Applying_moves_those_on_other_versions_and_a_preview_says_how_and_writes_nothing()
    {
        await PublishAsync(Gold);
        Tenant plain = await CreateAsync();
        Tenant special = await CreateAsync(spec => spec with { Id = TenantId.Parse("special"), Name = "special", ResourceQuotas = new ResourceQuotas { Containers = 99, Services = 1 } });
        await _host.CreateAsync("globex");
        PlanReference two = (await PublishAsync(Bigger)).Reference;
        int logged = (await _host.LogAsync()).Count;

        List<PlanMove> preview = await Plans.PreviewAsync("gold", cancellationToken: Cancellation).ToListAsync(Cancellation);

        PlanChange[] bindings = [new("Bindings", "group support", "role tenant-viewer", null), new("Bindings", "group experts", null, "role tenant-operator")];
        preview.Should().Equal(
            new PlanMove(plain, "gold@1", two) { Changes = [new PlanChange("ResourceQuotas", "containers", "10", "20"), .. bindings] },
            new PlanMove(special, "gold@1", two) { Changes = bindings });
        (await _host.LogAsync()).Should().HaveCount(logged);

        (await Plans.ApplyAsync("gold", cancellationToken: Cancellation)).Should().Be(new PlanRun(two, 2));

        (await _host.GetAsync()).Should().BeEquivalentTo(new { Plan = two, ResourceQuotas = new { Containers = 20L } });
        (await _host.GetAsync("special")).Should().BeEquivalentTo(new { Plan = two, ResourceQuotas = new { Containers = 99L, Services = 1L } });
        (await _host.GetAsync("globex")).Plan.Should().BeNull();
        (await BindingsAsync()).Should().Equal("role tenant-operator to group experts");
        (await _host.LogAsync()).OfType<TenantUpdated>().Select(e => (e.TenantId, From: e.Before.Plan, To: e.After.Plan))
            .Should().Equal((plain.Id, "gold@1", two), (special.Id, "gold@1", two));
        (await Plans.ApplyAsync("gold", cancellationToken: Cancellation)).Moved.Should().Be(0);
        (await Plans.PreviewAsync("gold", cancellationToken: Cancellation).AnyAsync(Cancellation)).Should().BeFalse();
    }

    [Fact]
    public async Task Named_tenants_come_from_any_plan_or_none_and_those_that_cannot_are_reported()
    {
        await PublishAsync(Gold);
        Tenant free = await _host.CreateAsync("free");
        Tenant full = await _host.Tenants.UpdateTenantAsync(
            await _host.CreateAsync("full"), t => t with { Labels = Enumerable.Range(0, 64).ToDictionary(i => $"l{i}", _ => "") }, cancellationToken: Cancellation);
        PlanReference silver = (await PublishAsync(new TenantPlan("silver") { Labels = new Dictionary<string, string> { ["tier"] = "silver" } })).Reference;
        TenantId unknown = TenantId.Parse("unknown");

        PlanRun run = await Plans.ApplyAsync("silver", [full, unknown, free, free], Cancellation);

        run.Moved.Should().Be(1);
        run.Problems.Select(p => (p.Tenant.Id, p.Problem![..10])).Should().BeEquivalentTo([(full.Id, "65 labels:"), (unknown, "Tenant 'un")]);
        (await _host.GetAsync("free")).Plan.Should().Be(silver);
        (await _host.GetAsync("full")).Should().Be(full);
        (await Plans.MoveTenantAsync(free, "silver", Cancellation)).Changes.Should().BeEmpty();
        (await Plans.MoveTenantAsync(free, "gold@1", Cancellation)).From.Should().Be(silver);
        await FluentActions.Awaiting(() => Plans.MoveTenantAsync(unknown, "gold", Cancellation).AsTask()).Should().ThrowAsync<TenantNotFoundException>();
    }

    [Fact]
    public async Task A_change_that_comes_in_between_is_kept_and_a_run_that_was_cut_short_goes_on()
    {
        await PublishAsync(Gold);
        await CreateAsync();
        await CreateAsync(spec => spec with { Id = Some.OtherTenantId, Name = "other" });
        await PublishAsync(Bigger);
        int writes = 0;
        await using TenancyHost host = Hosts.Behind(_host, store: (method, args, call) =>
        {
            if (method.Name == nameof(ITenantStore.UpdateAsync))
            {
                switch (++writes)
                {
                    case 1:
                        _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { ResourceQuotas = new ResourceQuotas { Containers = 33 } }, cancellationToken: Cancellation)
                            .AsTask().GetAwaiter().GetResult();
                        break;
                    case 3:
                        throw new OperationCanceledException("the host ends");
                }
            }

            return call();
        });

        await FluentActions.Awaiting(() => host.Plans.ApplyAsync("gold", cancellationToken: Cancellation).AsTask()).Should().ThrowAsync<OperationCanceledException>();
        (await _host.GetAsync()).Should().BeEquivalentTo(new { Plan = new PlanReference("gold", 2), ResourceQuotas = new { Containers = 33L } });
        (await _host.GetAsync("globex")).Plan.Should().Be(new PlanReference("gold", 1));

        (await host.Plans.ApplyAsync("gold", cancellationToken: Cancellation)).Moved.Should().Be(1);
        (await _host.GetAsync("globex")).Plan.Should().Be(new PlanReference("gold", 2));
    }

    [Fact]
    public async Task A_plan_with_tenants_stays_and_one_without_goes()
    {
        await PublishAsync(Gold);
        await PublishAsync(Bigger);
        await PublishAsync(new TenantPlan("silver"));
        Tenant tenant = await CreateAsync(spec => spec with { Plan = "gold@1" });

        await FluentActions.Awaiting(() => Plans.RemoveAsync("gold", Cancellation).AsTask()).Should().ThrowAsync<PlanInUseException>();
        await Plans.MoveTenantAsync(tenant, "silver", Cancellation);
        (await Plans.RemoveAsync("gold", Cancellation)).Should().BeTrue();

        (await Plans.RemoveAsync("gold", Cancellation)).Should().BeFalse();
        (await Plans.ListVersionsAsync("gold", null, Cancellation)).Should().BeEmpty();
        await _host.Tenants.DeleteTenantAsync(tenant, cancellationToken: Cancellation);
        (await Plans.RemoveAsync("silver", Cancellation)).Should().BeTrue();
    }

    [Fact]
    public async Task An_update_does_not_change_the_plan()
    {
        await PublishAsync(Gold);
        await CreateAsync();

        await FluentActions.Awaiting(() => _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Plan = null }, cancellationToken: Cancellation).AsTask())
            .Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Nobody_gives_out_through_a_plan_more_than_they_hold_or_learns_which_plans_there_are()
    {
        await PublishAsync(Gold);
        Tenant tenant = await CreateAsync();
        await PublishAsync(Bigger);
        Role planner = new("planner", [TenancyPermissions.UpdatePlans, TenancyPermissions.ApplyPlans]);
        await _host.Access.SetRoleAsync(planner, Cancellation);
        await _host.BindAsync("petra", planner, PermissionScope.Global);
        foreach (TenantContext context in new[] { TenantContext.User("nobody"), Some.Context(userId: "nobody") })
        {
            using TenantScope scope = context.Enter();
            await DeniedAsync(() => Plans.FindPlanAsync("gold", Cancellation).AsTask());
            await DeniedAsync(() => Plans.FindPlanAsync("unknown", Cancellation).AsTask());
            await DeniedAsync(() => Plans.PreviewAsync("unknown", null, Cancellation).AnyAsync(Cancellation).AsTask());
            await DeniedAsync(() => Plans.RemoveAsync("gold", Cancellation).AsTask());
        }

        using (TenantContext.User("petra").Enter())
        {
            await DeniedAsync(() => Plans.FindPlanAsync("gold", Cancellation).AsTask());
            await DeniedAsync(() => PublishAsync(new TenantPlan("mine") { Bindings = [new PlanBinding(RoleSubject.User("petra"), "tenant-admin")] }));
            await DeniedAsync(() => Plans.ApplyAsync("gold", null, Cancellation).AsTask());
            await DeniedAsync(() => Plans.MoveTenantAsync(tenant, "gold", Cancellation).AsTask());
            (await PublishAsync(new TenantPlan("gold"))).Version.Should().Be(3);
            (await Plans.ApplyAsync("gold", null, Cancellation)).Moved.Should().Be(1);
        }

        (await BindingsAsync()).Should().BeEmpty();

        static async Task DeniedAsync(Func<Task> call) => await FluentActions.Awaiting(call).Should().ThrowAsync<TenantAccessDeniedException>();
    }

    [Fact]
    public async Task What_was_bound_otherwise_by_hand_stays_so_where_both_versions_bind_it()
    {
        await PublishAsync(Gold with { Bindings = [.. Gold.Bindings, .. Bigger.Bindings] });
        Tenant tenant = await CreateAsync();
        DateTimeOffset ends = Some.Time.AddDays(1);
        RoleBinding support = new(RoleSubject.Group("support"), "tenant-viewer", PermissionScope.Tenant(tenant));
        await _host.Access.UnbindRoleAsync(support, Cancellation);
        await _host.Access.BindRoleAsync(new RoleBinding(RoleSubject.Group("experts"), "tenant-operator", PermissionScope.Tenant(tenant)) { EndsAt = ends }, Cancellation);
        await PublishAsync(Gold with { Bindings = [.. Gold.Bindings, .. Bigger.Bindings], Labels = new Dictionary<string, string> { ["a"] = "b" } });

        PlanMove preview = (await Plans.PreviewAsync("gold", null, Cancellation).ToListAsync(Cancellation)).Single();
        await Plans.ApplyAsync("gold", null, Cancellation);

        preview.Changes.Select(c => c.Member).Should().Equal(nameof(Tenant.Labels));
        RoleBinding left = (await _host.Access.ListBindingsAsync(new RoleBindingQuery { Tenant = Some.TenantId }, Cancellation)).Should().ContainSingle().Which;
        (left.Subject, left.EndsAt).Should().Be((RoleSubject.Group("experts"), ends));
    }

    [Fact]
    public async Task In_a_tenants_context_that_tenant_alone_is_moved()
    {
        await PublishAsync(Gold);
        await CreateAsync();
        await CreateAsync(spec => spec with { Id = Some.OtherTenantId, Name = "other" });
        await PublishAsync(Bigger);
        await _host.BindAsync("anna", BuiltInRoles.PlatformAdmin, PermissionScope.Global);

        using (Some.Context(userId: "anna").Enter())
        {
            (await Plans.ApplyAsync("gold", null, Cancellation)).Moved.Should().Be(1);
            (await Plans.ApplyAsync("gold", [Some.OtherTenantId], Cancellation)).Problems.Should().ContainSingle();
        }

        (await _host.GetAsync("globex")).Plan.Should().Be(new PlanReference("gold", 1));
        (await _host.GetAsync()).Plan.Should().Be(new PlanReference("gold", 2));
    }

    private async Task<TenantPlan> PublishAsync(TenantPlan plan, int? expected = null) => await Plans.PublishAsync(plan, expected, Cancellation);

    private async Task<Tenant> CreateAsync(Func<TenantSpec, TenantSpec>? change = null)
    {
        TenantSpec spec = Some.Spec() with { Plan = "gold" };
        return await _host.Tenants.CreateTenantAsync(change?.Invoke(spec) ?? spec, Cancellation);
    }

    private async Task<IEnumerable<string>> BindingsAsync() =>
        (await _host.Access.ListBindingsAsync(new RoleBindingQuery { Tenant = Some.TenantId }, Cancellation)).Select(b => $"{b.Role} to {b.Subject}");
}
