namespace Hivemind.Tenancy.Tests;

public sealed class UpdateTenantTests : IAsyncDisposable
{
    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task UpdateTenantAsync_writes_every_setting_and_moves_Version_and_UpdatedAt()
    {
        Tenant before = await _host.CreateAsync("acme", namespaces: "web");
        _host.Time.Advance(TimeSpan.FromTicks((3 * TimeSpan.TicksPerMillisecond) + 7));

        Tenant after = await Update(t => t with
        {
            Name = "New name",
            OwnerId = "new-owner",
            Description = "new",
            Labels = new Dictionary<string, string> { ["a"] = "b" },
            Namespaces = ["db", "api"],
            IsolationLevel = IsolationLevel.Hard,
            ResourceQuotas = new ResourceQuotas { Containers = 5 },
        });

        after.Should().Be(before with
        {
            Name = "New name",
            OwnerId = "new-owner",
            Description = "new",
            Labels = new Dictionary<string, string> { ["a"] = "b" },
            Namespaces = ["api", "db"],
            IsolationLevel = IsolationLevel.Hard,
            ResourceQuotas = new ResourceQuotas { Containers = 5 },
            Version = before.Version + 1,
            UpdatedAt = Some.Time.AddMilliseconds(3),
        });
        (await _host.GetAsync()).Should().Be(after);
        _host.Events.Of<TenantUpdated>().Should().ContainSingle().Which.Should().BeEquivalentTo(new { Before = before, After = after });
    }

    [Fact]
    public async Task Short_forms_change_what_they_say()
    {
        await _host.CreateAsync();

        (await _host.Tenants.UpdateResourceQuotasAsync(Some.TenantId, new ResourceQuotas { CpuCores = 4 }, Cancellation)).ResourceQuotas.CpuCores.Should().Be(4);
        (await _host.Tenants.UpdateIsolationLevelAsync(Some.TenantId, IsolationLevel.NetworkOnly, Cancellation)).IsolationLevel.Should().Be(IsolationLevel.NetworkOnly);
        (await _host.Tenants.AddNamespaceAsync(Some.TenantId, "web", Cancellation)).Namespaces.Should().Equal("web");
        (await _host.Tenants.RemoveNamespaceAsync(Some.TenantId, "web", Cancellation)).Namespaces.Should().BeEmpty();
        (await _host.GetAsync()).Version.Should().Be(6);
    }

    [Fact]
    public async Task Changes_of_64_writers_are_all_there()
    {
        await _host.CreateAsync();
        await Update(t => t with { Labels = new Dictionary<string, string> { ["count"] = "0" } });
        using Barrier barrier = new(8);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(
            async () =>
            {
                barrier.SignalAndWait(Cancellation);
                for (int i = 0; i < 8; i++)
                {
                    await Update(t => t with
                    {
                        Labels = new Dictionary<string, string>(t.Labels)
                        {
                            ["count"] = $"{int.Parse(t.Labels["count"], null) + 1}",
                            [$"writer-{writer}"] = $"{i}",
                        },
                    });
                }
            },
            Cancellation)));

        Tenant tenant = await _host.GetAsync();
        tenant.Labels["count"].Should().Be("64");
        tenant.Labels.Where(l => l.Key != "count").Should().HaveCount(8).And.OnlyContain(l => l.Value == "7");
        tenant.Version.Should().Be(3 + 64);
        IEnumerable<TenantUpdated> updates = (await _host.LogAsync()).OfType<TenantUpdated>();
        updates.Should().HaveCount(65);
        updates.Zip(updates.Skip(1)).Should().OnlyContain(pair => pair.First.After == pair.Second.Before);
    }

    [Fact]
    public async Task UpdateTenantAsync_applies_the_change_again_to_what_another_writer_wrote_in_between()
    {
        await _host.CreateAsync();
        List<string?> seen = [];

        Tenant after = await _host.Tenants.UpdateTenantAsync(
            Some.TenantId,
            t =>
            {
                seen.Add(t.Description);
                if (seen.Count == 1)
                {
                    Update(other => other with { Description = "theirs" }).Wait(Cancellation);
                }

                return t with { Labels = new Dictionary<string, string> { ["mine"] = "" } };
            },
            cancellationToken: Cancellation);

        seen.Should().Equal(null, "theirs");
        after.Description.Should().Be("theirs");
        after.Labels.Should().ContainKey("mine");
    }

    [Fact]
    public async Task UpdateTenantAsync_of_the_expected_tenant_writes()
    {
        Tenant before = await _host.CreateAsync();

        Tenant after = await _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Description = "new" }, before, Cancellation);

        after.Version.Should().Be(before.Version + 1);
    }

    [Fact]
    public async Task UpdateTenantAsync_sets_UpdatedAt_whatever_the_change_says()
    {
        Tenant before = await _host.CreateAsync();

        (await Update(t => t with { UpdatedAt = DateTimeOffset.MinValue })).Should().Be(before);
        (await Update(t => t with { UpdatedAt = DateTimeOffset.MaxValue, Description = "new" })).UpdatedAt.Should().Be(Some.Time);
    }

    [Fact]
    public async Task UpdateTenantAsync_that_changes_nothing_writes_nothing()
    {
        Tenant before = await _host.CreateAsync("acme", namespaces: ["web", "db"]);
        _host.Events.Clear();
        _host.Time.Advance(TimeSpan.FromDays(1));

        (await Update(t => t)).Should().Be(before);
        (await Update(t => t with { Namespaces = ["db", "web", "db"], Labels = new Dictionary<string, string>() })).Should().Be(before);
        await _host.Tenants.AddNamespaceAsync(Some.TenantId, "web", Cancellation);
        await _host.Tenants.RemoveNamespaceAsync(Some.TenantId, "api", Cancellation);
        await _host.Tenants.UpdateResourceQuotasAsync(Some.TenantId, new ResourceQuotas(), Cancellation);

        (await _host.GetAsync()).Should().Be(before);
        _host.Events.All.Should().BeEmpty();
    }

    [Fact]
    public async Task Version_does_not_move_with_allocations_or_grace_or_bindings()
    {
        Tenant before = await _host.CreateAsync();
        _host.Time.Advance(TimeSpan.FromMinutes(1));

        await using ResourceReservation reservation = await _host.Quotas.ReserveAsync(Some.TenantId, Some.Amounts(), default, Cancellation);
        await reservation.CommitAsync(Cancellation);
        await _host.Quotas.ReleaseAsync(Some.TenantId, reservation.AllocationId, null, Cancellation);
        await _host.Quotas.GrantGraceAsync(Some.TenantId, Some.Amounts(), Some.Time.AddDays(1), cancellationToken: Cancellation);
        await _host.BindAsync(Some.User, BuiltInRoles.TenantViewer);

        (await _host.GetAsync()).Should().Be(before);
    }

    [Fact]
    public async Task UpdatedAt_never_lies_before_CreatedAt_though_the_clock_was_set_back()
    {
        await _host.CreateAsync();
        await using TenancyHost slow = new(services: services => services.AddAll<TimeProvider>([new SetBackClock()]), sharing: _host);

        Tenant after = await slow.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Description = "new" }, cancellationToken: Cancellation);

        after.UpdatedAt.Should().Be(Some.Time);
    }

    private async Task<Tenant> Update(Func<Tenant, Tenant> change) =>
        await _host.Tenants.UpdateTenantAsync(Some.TenantId, change, cancellationToken: Cancellation);

    private sealed class SetBackClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Some.Time.AddHours(-1);
    }
}
