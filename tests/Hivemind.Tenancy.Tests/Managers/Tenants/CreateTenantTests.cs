namespace Hivemind.Tenancy.Tests;

public sealed class CreateTenantTests : IAsyncDisposable
{
    private readonly ScriptedProvisioner _provisioner = new();
    private readonly TenancyHost _host;

    public CreateTenantTests() => _host = Hosts.With(_provisioner);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task CreateTenantAsync_stores_Pending_then_provisions_then_activates()
    {
        TenantSpec spec = Some.Spec() with
        {
            IsolationLevel = IsolationLevel.Hard,
            ResourceQuotas = new ResourceQuotas { CpuCores = 2 },
            Namespaces = ["web", "db"],
            Description = "tests",
            Labels = new Dictionary<string, string> { ["tier"] = "gold" },
        };

        Tenant created = await _host.Tenants.CreateTenantAsync(spec, Cancellation);

        _provisioner.Journal.Should().Equal("P provision acme Pending");
        created.Should().Be(new Tenant
        {
            Id = spec.Id,
            Uid = created.Uid,
            Name = spec.Name,
            OwnerId = spec.OwnerId,
            IsolationLevel = spec.IsolationLevel,
            ResourceQuotas = spec.ResourceQuotas,
            Namespaces = ["db", "web"],
            Description = spec.Description,
            Labels = spec.Labels,
            Status = TenantStatus.Active,
            CreatedAt = Some.Time,
            UpdatedAt = Some.Time,
            Version = 2,
            StatusVersion = 2,
        });
        (await _host.GetAsync()).Should().Be(created);
    }

    [Fact]
    public async Task CreateTenantAsync_is_seen_as_Pending_while_provisioners_run()
    {
        Tenant? seen = null;
        _provisioner.Script = async (_, tenant, cancellation) => seen = await _host.Tenants.FindTenantAsync(tenant.Id, cancellation);

        await _host.CreateAsync();

        seen!.Status.Should().Be(TenantStatus.Pending);
        seen.Version.Should().Be(1);
    }

    [Fact]
    public async Task CreateTenantAsync_of_a_live_id_conflicts_even_when_all_is_equal()
    {
        await _host.CreateAsync();

        Func<Task> again = () => _host.CreateAsync();

        (await again.Should().ThrowAsync<TenantConflictException>()).Which.Should().BeEquivalentTo(
            new { Kind = TenantConflictKind.Id, Value = "acme", IsTransient = false });
        _provisioner.Journal.Should().HaveCount(1);
    }

    [Theory]
    [InlineData(TenantStatus.Suspended)]
    [InlineData(TenantStatus.Terminating)]
    public async Task CreateTenantAsync_of_an_id_that_is_no_longer_pending_conflicts(TenantStatus status)
    {
        await Lifecycles.BringToAsync(_host, _provisioner, status);

        (await Conflict(Some.Spec())).Kind.Should().Be(TenantConflictKind.Id);
    }

    [Fact]
    public async Task CreateTenantAsync_of_a_taken_namespace_conflicts_and_leaves_nothing()
    {
        await _host.CreateAsync("globex", namespaces: ["web", "db"]);

        TenantConflictException conflict = await Conflict(Some.Spec() with { Namespaces = ["api", "web"] });

        conflict.Kind.Should().Be(TenantConflictKind.Namespace);
        conflict.Value.Should().Be("web");
        conflict.Message.Should().NotContain("globex");
        (await _host.Tenants.FindTenantAsync(Some.TenantId, Cancellation)).Should().BeNull();
        (await _host.Tenants.FindTenantByNamespaceAsync("api", Cancellation)).Should().BeNull();
        (await _host.Tenants.FindTenantByNameAsync(Some.Spec().Name, Cancellation)).Should().BeNull();
        await _host.CreateAsync("acme", namespaces: ["api"]);
    }

    [Fact]
    public async Task CreateTenantAsync_again_with_an_equal_spec_continues_a_pending_tenant()
    {
        _provisioner.FailAt(ScriptedProvisioner.Provision, new InvalidOperationException("no disk"));
        await Lifecycles.ShouldFailToProvision(() => _host.CreateAsync());
        _host.Time.Advance(TimeSpan.FromMinutes(1));

        Tenant created = await _host.Tenants.CreateTenantAsync(Some.Spec(), Cancellation);

        created.Should().BeEquivalentTo(new { Status = TenantStatus.Active, StatusReason = (string?)null, CreatedAt = Some.Time });
        created.UpdatedAt.Should().Be(Some.Time + TimeSpan.FromMinutes(1));
        _provisioner.Journal.Should().Equal("P provision acme Pending", "P provision acme Pending");
    }

    [Fact]
    public async Task CreateTenantAsync_again_with_another_spec_conflicts()
    {
        _provisioner.FailAt(ScriptedProvisioner.Provision, new InvalidOperationException("no disk"));
        await Lifecycles.ShouldFailToProvision(() => _host.CreateAsync());

        (await Conflict(Some.Spec() with { Name = "Another" })).Kind.Should().Be(TenantConflictKind.Id);
        (await Conflict(Some.Spec() with { Name = Some.Spec().Name.ToUpperInvariant() })).Kind.Should().Be(TenantConflictKind.Id, "equal is equal, not alike");
        (await Conflict(Some.Spec() with { OwnerId = "mallory" })).Kind.Should().Be(TenantConflictKind.Id);
        (await Conflict(Some.Spec() with { Description = "other" })).Kind.Should().Be(TenantConflictKind.Id);
        (await Conflict(Some.Spec() with { Namespaces = ["new"] })).Kind.Should().Be(TenantConflictKind.Id);
        (await Conflict(Some.Spec() with { Labels = new Dictionary<string, string> { ["tier"] = "gold" } })).Kind.Should().Be(TenantConflictKind.Id);
        (await Conflict(Some.Spec() with { IsolationLevel = IsolationLevel.Hard })).Kind.Should().Be(TenantConflictKind.Id);
        (await Conflict(Some.Spec() with { ResourceQuotas = new ResourceQuotas { Containers = 1 } })).Kind.Should().Be(TenantConflictKind.Id);
        (await Conflict(Some.Spec() with { IsDeletionProtected = true })).Kind.Should().Be(TenantConflictKind.Id);
        (await _host.GetAsync()).Should().BeEquivalentTo(new { Status = TenantStatus.Pending, OwnerId = Some.Owner });
        _provisioner.Journal.Should().HaveCount(1);
    }

    [Fact]
    public async Task CreateTenantAsync_of_null_is_refused()
    {
        Func<Task> create = async () => await _host.Tenants.CreateTenantAsync(null!, Cancellation);

        await create.Should().ThrowAsync<ArgumentNullException>();
    }

    private async Task<TenantConflictException> Conflict(TenantSpec spec)
    {
        Func<Task> create = async () => await _host.Tenants.CreateTenantAsync(spec, Cancellation);
        return (await create.Should().ThrowAsync<TenantConflictException>()).Which;
    }
}
