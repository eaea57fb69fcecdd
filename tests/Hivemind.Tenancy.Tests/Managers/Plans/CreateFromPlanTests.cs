namespace Hivemind.Tenancy.Tests;

public sealed class CreateFromPlanTests : IAsyncDisposable
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
    public async Task A_tenant_is_made_from_the_latest_and_what_it_says_itself_goes_first()
    {
        await PublishAsync(Gold with { Labels = new Dictionary<string, string> { ["tier"] = "gold", ["region"] = "north" }, IsolationLevel = IsolationLevel.Hard });

        Tenant tenant = await CreateAsync(spec => spec with { Labels = new Dictionary<string, string> { ["region"] = "south" } });

        tenant.Plan.Should().Be(new PlanReference("gold", 1));
        tenant.ResourceQuotas.Containers.Should().Be(10);
        tenant.IsolationLevel.Should().Be(IsolationLevel.Hard);
        tenant.Labels.Should().BeEquivalentTo(new Dictionary<string, string> { ["tier"] = "gold", ["region"] = "south" });
        (await BindingsAsync()).Should().Equal("role tenant-viewer to group support");
        (await CreateAsync(spec => spec with { Id = Some.OtherTenantId, Name = "other", Plan = null })).Plan.Should().BeNull();
    }

    [Fact]
    public async Task What_a_plan_binds_is_bound_before_provisioners_run_and_again_when_that_goes_on()
    {
        List<int> bound = [];
        ScriptedProvisioner provisioner = new();
        await using TenancyHost host = Hosts.With(provisioner);
        provisioner.Script = async (_, tenant, token) =>
        {
            bound.Add((await host.Access.ListBindingsAsync(new RoleBindingQuery { Tenant = tenant }, token)).Count);
            if (bound.Count == 1)
            {
                throw new InvalidOperationException("not yet");
            }
        };
        await host.Plans.PublishAsync(Gold, cancellationToken: Cancellation);
        await FluentActions.Awaiting(() => host.Tenants.CreateTenantAsync(Some.Spec() with { Plan = "gold" }, Cancellation).AsTask())
            .Should().ThrowAsync<TenantProvisioningException>();
        await host.Tenants.CreateTenantAsync(Some.Spec() with { Plan = "gold" }, Cancellation);

        bound.Should().Equal(1, 1);
        (await host.LogAsync()).OfType<RoleBound>().Should().ContainSingle();
    }

    [Fact]
    public async Task A_creation_goes_on_with_the_version_that_it_began_with()
    {
        await PublishAsync(Gold);
        await _host.Access.SetRoleAsync(new Role("ops", [new Permission("pods", "read")]), Cancellation);
        TenantPlan withRole = await PublishAsync(Gold with { Bindings = [new PlanBinding(RoleSubject.User("olga"), "ops")] });
        await using TenancyHost host = Hosts.Behind(_host, store: (method, _, call) =>
        {
            object? answer = call();
            if (method.Name == nameof(ITenantStore.AddAsync))
            {
                _host.Access.RemoveRoleAsync("ops", Cancellation).AsTask().GetAwaiter().GetResult();
            }

            return answer;
        });

        await FluentActions.Awaiting(() => host.Tenants.CreateTenantAsync(Some.Spec() with { Plan = "gold" }, Cancellation).AsTask())
            .Should().ThrowAsync<TenantProvisioningException>();
        (await _host.GetAsync()).Should().BeEquivalentTo(new { Status = TenantStatus.Pending, Plan = withRole.Reference });
        (await _host.GetAsync()).StatusReason.Should().Contain("ops");
        await PublishAsync(Bigger);
        await _host.Access.SetRoleAsync(new Role("ops", [new Permission("pods", "read")]), Cancellation);

        Tenant tenant = await CreateAsync();

        tenant.Should().BeEquivalentTo(new { Status = TenantStatus.Active, Plan = withRole.Reference });
        (await BindingsAsync()).Should().Equal("role ops to user olga");
        await FluentActions.Awaiting(() => CreateAsync()).Should().ThrowAsync<TenantConflictException>("it is there");
    }

    [Fact]
    public async Task A_tenant_stays_Pending_when_what_its_plan_binds_cannot_be_stored()
    {
        bool isDown = true;
        await using TenancyHost host = Hosts.Behind(_host, rbac: (method, _, call) =>
            isDown && method.Name == nameof(IRbacAdministrator.AddBindingAsync) ? throw new TenancyStoreException("no connection", isTransient: true) : call());
        await PublishAsync(Gold);
        Func<Task> create = () => host.Tenants.CreateTenantAsync(Some.Spec() with { Plan = "gold" }, Cancellation).AsTask();

        await create.Should().ThrowAsync<TenancyStoreException>();
        (await _host.GetAsync()).Status.Should().Be(TenantStatus.Pending);
        isDown = false;
        await create();

        (await _host.GetAsync()).Status.Should().Be(TenantStatus.Active);
        (await BindingsAsync()).Should().Equal("role tenant-viewer to group support");
    }

    [Fact]
    public async Task No_tenant_is_made_from_a_plan_that_is_not_there()
    {
        await FluentActions.Awaiting(() => CreateAsync()).Should().ThrowAsync<PlanNotFoundException>();
        await PublishAsync(Gold);
        await FluentActions.Awaiting(() => CreateAsync(spec => spec with { Plan = "gold@2" })).Should().ThrowAsync<PlanNotFoundException>();

        (await _host.Tenants.ListTenantsAsync(null, Cancellation)).Should().BeEmpty();
    }

    [Fact]
    public async Task No_tenant_is_made_from_a_plan_whose_role_is_gone()
    {
        await _host.Access.SetRoleAsync(new Role("ops", [new Permission("pods", "read")]), Cancellation);
        await PublishAsync(Gold with { Bindings = [new PlanBinding(RoleSubject.User("olga"), "ops")] });
        await _host.Access.RemoveRoleAsync("ops", Cancellation);

        await FluentActions.Awaiting(() => CreateAsync()).Should().ThrowAsync<ArgumentException>().WithMessage("*ops*");

        (await _host.Tenants.ListTenantsAsync(null, Cancellation)).Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_bound_late_by_a_host_that_was_overtaken_is_taken_back()
    {
        ScriptedProvisioner provisioner = new();
        await using TenancyHost host = Hosts.With(provisioner);
        bool isLate = true;
        provisioner.Script = async (_, tenant, token) =>
        {
            if (!isLate)
            {
                return;
            }

            // Another host finishes it and moves it on, before this one has done what it began.
            isLate = false;
            await host.Tenants.EnsureTenantAsync(Some.Spec() with { Plan = "gold" }, token);
            await host.Plans.PublishAsync(Bigger, cancellationToken: token);
            await host.Plans.ApplyAsync("gold", cancellationToken: token);
            await host.Access.BindRoleAsync(new RoleBinding(RoleSubject.Group("support"), "tenant-viewer", PermissionScope.Tenant(tenant)), token);
        };
        await host.Plans.PublishAsync(Gold, cancellationToken: Cancellation);

        Tenant tenant = await host.Tenants.EnsureTenantAsync(Some.Spec() with { Plan = "gold" }, Cancellation);

        tenant.Plan.Should().Be(new PlanReference("gold", 2));
        (await host.Access.ListBindingsAsync(new RoleBindingQuery { Tenant = Some.TenantId }, Cancellation)).Should().ContainSingle()
            .Which.Subject.Should().Be(RoleSubject.Group("experts"));
    }

    [Fact]
    public async Task A_resumption_that_was_overtaken_has_bound_nothing_and_takes_nothing_back()
    {
        ScriptedProvisioner provisioner = new();
        await using TenancyHost host = Hosts.With(provisioner);
        await host.Plans.PublishAsync(Gold, cancellationToken: Cancellation);
        Tenant tenant = await host.Tenants.CreateTenantAsync(Some.Spec() with { Plan = "gold" }, Cancellation);
        await host.Tenants.SuspendTenantAsync(tenant, "unpaid", Cancellation);
        bool isLate = true;
        provisioner.Script = async (_, _, token) =>
        {
            if (!isLate)
            {
                return;
            }

            // Another host resumes it and moves it on; then somebody binds by hand what the former version bound.
            isLate = false;
            await host.Tenants.ResumeTenantAsync(tenant, token);
            await host.Plans.PublishAsync(Bigger, cancellationToken: token);
            await host.Plans.ApplyAsync("gold", cancellationToken: token);
            await host.Access.BindRoleAsync(new RoleBinding(RoleSubject.Group("support"), "tenant-viewer", PermissionScope.Tenant(tenant)), token);
        };

        await host.Tenants.ResumeTenantAsync(tenant, Cancellation);

        (await host.Access.ListBindingsAsync(new RoleBindingQuery { Tenant = Some.TenantId }, Cancellation)).Select(b => b.Subject)
            .Should().BeEquivalentTo([RoleSubject.Group("experts"), RoleSubject.Group("support")]);
    }

    [Fact]
    public async Task A_tenant_that_says_less_than_spec_and_plan_together_could_is_there_all_the_same()
    {
        await using TenancyHost host = new(o => o.DefaultPlan = "gold");
        IReadOnlyDictionary<string, string> Labels(string prefix, int count) => Enumerable.Range(0, count).ToDictionary(i => $"{prefix}{i}", _ => "x");
        TenantSpec spec = Some.Spec() with { Labels = Labels("own", 40) };
        await host.Plans.PublishAsync(Gold, cancellationToken: Cancellation);
        await host.Tenants.EnsureTenantAsync(spec, Cancellation);
        await host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Labels = Labels("own", 20) }, cancellationToken: Cancellation);
        await host.Plans.PublishAsync(Gold with { Labels = Labels("plan", 30) }, cancellationToken: Cancellation);
        (await host.Plans.ApplyAsync("gold", cancellationToken: Cancellation)).Moved.Should().Be(1);

        (await host.Tenants.EnsureTenantAsync(spec, Cancellation)).Labels.Should().HaveCount(50);
        await FluentActions.Awaiting(() => host.Tenants.CreateTenantAsync(spec, Cancellation).AsTask()).Should().ThrowAsync<TenantConflictException>();
    }

    [Fact]
    public async Task A_plan_that_is_removed_while_a_tenant_is_made_from_it_is_looked_at_again()
    {
        bool removes = true;
        await using TenancyHost host = Hosts.Behind(_host, store: (method, _, call) =>
        {
            if (method.Name == nameof(ITenantStore.AddAsync) && removes)
            {
                removes = false;
                Plans.RemoveAsync("gold", Cancellation).AsTask().GetAwaiter().GetResult();
                PublishAsync(Bigger).GetAwaiter().GetResult();
            }

            return call();
        });
        await PublishAsync(Gold);

        Tenant tenant = await host.Tenants.CreateTenantAsync(Some.Spec() with { Plan = "gold" }, Cancellation);

        tenant.Plan.Should().Be(new PlanReference("gold", 2), "numbers are not given again");
        tenant.ResourceQuotas.Containers.Should().Be(20);
    }

    [Fact]
    public async Task The_default_plan_is_of_tenants_that_name_none_but_not_of_the_default_tenant()
    {
        await using TenancyHost host = new(o => (o.DefaultPlan, o.DefaultTenant) = ("gold", Some.Spec("default")));
        await host.Plans.PublishAsync(Gold, cancellationToken: Cancellation);

        (await host.CreateAsync()).Plan.Should().Be(new PlanReference("gold", 1));
        (await host.GetAsync("default")).Plan.Should().BeNull();
        (await host.Tenants.EnsureTenantAsync(Some.Spec(), Cancellation)).Plan.Should().Be(new PlanReference("gold", 1));
        host.Logs.GetSnapshot().Should().NotContain(r => r.Message.Contains("differ", StringComparison.OrdinalIgnoreCase));
    }

    private async Task<TenantPlan> PublishAsync(TenantPlan plan) => await Plans.PublishAsync(plan, cancellationToken: Cancellation);

    private async Task<Tenant> CreateAsync(Func<TenantSpec, TenantSpec>? change = null)
    {
        TenantSpec spec = Some.Spec() with { Plan = "gold" };
        return await _host.Tenants.CreateTenantAsync(change?.Invoke(spec) ?? spec, Cancellation);
    }

    private async Task<IEnumerable<string>> BindingsAsync() =>
        (await _host.Access.ListBindingsAsync(new RoleBindingQuery { Tenant = Some.TenantId }, Cancellation)).Select(b => $"{b.Role} to {b.Subject}");
}
