namespace Hivemind.Tenancy.Tests;

/// <summary>Whose usage is read, by whom.</summary>
public sealed class UsageMeterTests : IAsyncDisposable
{
    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static MeterQuery Day => new(Some.Time.AddHours(-1), Some.Time.AddDays(1));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Usage_of_one_and_of_all()
    {
        await _host.CreateAsync();
        await _host.CreateAsync("globex");
        await HoldAsync("acme", 1);
        await HoldAsync("globex", 2);
        _host.Time.Advance(TimeSpan.FromSeconds(10));

        (await ContainerSecondsAsync(Day with { Tenant = Some.TenantId })).Should().Equal((null, 10));
        (await ContainerSecondsAsync(Day)).Should().Equal((null, 30));
        Tenant acme = await _host.GetAsync();
        Tenant globex = await _host.GetAsync("globex");
        (await ContainerSecondsAsync(Day with { GroupBy = MeterGroup.Tenant })).Should().BeEquivalentTo([(acme.Uid.ToString(), 10m), (globex.Uid.ToString(), 20m)]);
    }

    [Fact]
    public async Task Groups_are_namespaces_sources_and_labels()
    {
        await _host.CreateAsync("acme", Some.Owner, "web", "batch");
        await HoldAsync("acme", 1, new ReservationOptions { AllocationId = "a", Namespace = "web", Source = "engine-1", Labels = new Dictionary<string, string> { ["team"] = "x" } });
        await HoldAsync("acme", 2, new ReservationOptions { AllocationId = "b", Namespace = "batch", Source = "engine-2" });
        _host.Time.Advance(TimeSpan.FromSeconds(10));

        (await ContainerSecondsAsync(Day with { GroupBy = MeterGroup.Namespace })).Should().Equal(("batch", 20), ("web", 10));
        (await ContainerSecondsAsync(Day with { GroupBy = MeterGroup.Source })).Should().Equal(("engine-1", 10), ("engine-2", 20));
        (await ContainerSecondsAsync(Day with { GroupBy = MeterGroup.Label("team") })).Should().Equal((null, 20), ("x", 10));
        (await ContainerSecondsAsync(Day with { GroupBy = MeterGroup.Label("other") })).Should().Equal((null, 30));
    }

    [Fact]
    public async Task Tenant_that_is_gone_is_read_by_its_uid_at_Global_scope_only()
    {
        Tenant gone = await _host.CreateAsync();
        await HoldAsync("acme", 1);
        _host.Time.Advance(TimeSpan.FromSeconds(10));
        await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
        Tenant again = await _host.CreateAsync();
        await _host.BindAsync("auditor", BuiltInRoles.TenantViewer, PermissionScope.Global);

        (await ContainerSecondsAsync(Day with { Tenant = gone })).Should().Equal((null, 10));
        (await ContainerSecondsAsync(Day with { Tenant = Some.TenantId })).Should().BeEmpty("of who holds the id now");
        (await AsAsync(TenantContext.User("auditor"), gone)).Should().Equal((null, 10));
        await RefusedAsync(TenantContext.User(Some.Owner), gone);
        await RefusedAsync(await _host.Tenants.GetTenantContextAsync(Some.Owner, Some.TenantId, Cancellation), gone);
        await RefusedAsync(TenantContext.System("test", "bound", again), gone);
        (await AsAsync(TenantContext.System("test", "bound", gone), gone)).Should().Equal((null, 10));
        (await AsAsync(TenantContext.System("test", "free"), gone)).Should().Equal((null, 10));
        await RefusedAsync(TenantContext.System("test", "free"), TenantId.Parse("nobody"));
    }

    [Fact]
    public async Task Nothing_is_recorded_where_nothing_is_metered()
    {
        await using TenancyHost host = new(o => o.Metering = false);
        await host.CreateAsync();
        await host.Quotas.ReserveAsync(Some.TenantId, Some.Amounts(), new ReservationOptions { AllocationId = "a" }, Cancellation);
        host.Time.Advance(TimeSpan.FromSeconds(10));
        await host.Quotas.ReleaseAsync(Some.TenantId, "a", cancellationToken: Cancellation);

        (await host.Meter.ReadRecordsAsync(0, cancellationToken: Cancellation)).Records.Should().BeEmpty();
    }

    [Fact]
    public async Task Records_in_memory_go_when_they_need_not_be_kept()
    {
        await using TenancyHost host = new(o => o.RetainUsage = TimeSpan.FromHours(1));
        await host.CreateAsync();
        for (int i = 0; i < 3000; i++)
        {
            await host.Quotas.ReserveAsync(Some.TenantId, Some.Amounts(), new ReservationOptions { AllocationId = "a" }, Cancellation);
            host.Time.Advance(TimeSpan.FromSeconds(10));
            await host.Quotas.ReleaseAsync(Some.TenantId, "a", cancellationToken: Cancellation);
        }

        UsageRecordPage page = await host.Meter.ReadRecordsAsync(0, cancellationToken: Cancellation);
        page.IsTrimmed.Should().BeTrue();
        page.Records[0].Sequence.Should().BeInRange(500, 2640, "8 h and 20 min were held, and 7 h and 20 min need not be kept");
        IReadOnlyList<MeteredUsage> last = await host.Meter.MeasureAsync(
            new MeterQuery(host.Time.GetUtcNow().AddHours(-1), host.Time.GetUtcNow()) { Tenant = Some.TenantId }, Cancellation);
        last.Single()["containers"].Total.ToDecimal().Should().Be(3600 * Some.Amounts().Containers);
    }

    private async Task HoldAsync(string tenant, long containers, ReservationOptions options = default)
    {
        ResourceReservation held = await _host.Quotas.ReserveAsync(
            TenantId.Parse(tenant), new ResourceAmounts { Containers = containers }, options, Cancellation);
        await held.CommitAsync(Cancellation);
    }

    private async Task<IEnumerable<(string?, decimal)>> ContainerSecondsAsync(MeterQuery query) =>
        (await _host.Meter.MeasureAsync(query, Cancellation)).Select(u => (u.Group, u["containers"].Total.ToDecimal()));

    private async Task<IEnumerable<(string?, decimal)>> AsAsync(TenantContext context, TenantReference tenant)
    {
        using TenantScope scope = context.Enter();
        return await ContainerSecondsAsync(Day with { Tenant = tenant });
    }

    private async Task RefusedAsync(TenantContext context, TenantReference tenant)
    {
        Func<Task> read = () => AsAsync(context, tenant);
        await read.Should().ThrowAsync<TenantNotFoundException>();
    }
}
