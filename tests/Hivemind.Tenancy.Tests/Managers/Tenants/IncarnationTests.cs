namespace Hivemind.Tenancy.Tests;

/// <summary>A tenant that was deleted and made again under the same id starts with nobody's access and nothing held. The clock stands still.</summary>
public sealed class IncarnationTests : IAsyncDisposable
{
    private const string Group = "staff";

    private static readonly PermissionScope Tenant = PermissionScope.Tenant(Some.TenantId);
    private static readonly PermissionScope Web = PermissionScope.Namespace(Some.TenantId, "web");
    private static readonly PermissionScope Api = PermissionScope.Resource(Some.TenantId, "web", "api");

    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Former_users_have_no_access_by_any_scope_or_group()
    {
        await _host.CreateAsync("acme", "former-owner", "web");
        await _host.CreateAsync("globex", "former-owner", "globex-web");
        await _host.BindAsync("tenant-user", BuiltInRoles.TenantAdmin, Tenant);
        await _host.BindAsync("namespace-user", BuiltInRoles.TenantAdmin, Web);
        await _host.BindAsync("resource-user", BuiltInRoles.TenantAdmin, Api);
        await _host.BindAsync("tenant-user", BuiltInRoles.TenantViewer, PermissionScope.Tenant(Some.OtherTenantId));
        await _host.Access.AddGroupMemberAsync(Group, "group-user", Cancellation);
        foreach (PermissionScope scope in new[] { Tenant, Web, Api })
        {
            await _host.Access.BindRoleAsync(new RoleBinding(RoleSubject.Group(Group), BuiltInRoles.TenantViewer.Id, scope), Cancellation);
        }

        string[] former = ["former-owner", "tenant-user", "namespace-user", "resource-user", "group-user"];
        foreach (string user in former)
        {
            (await _host.Access.CheckTenantAccessAsync(user, Some.TenantId, Cancellation)).Should().BeTrue();
        }

        await Delete();
        await _host.CreateAsync("acme", "new-owner", "web");

        (await _host.Access.ListBindingsAsync(new RoleBindingQuery { Tenant = Some.TenantId }, Cancellation)).Should().BeEmpty();
        foreach (string user in former)
        {
            (await _host.Access.CheckTenantAccessAsync(user, Some.TenantId, Cancellation)).Should().BeFalse(user);
            (await _host.Access.GetAccessibleTenantsAsync(user, Cancellation)).Should().NotContain(t => t.Id == Some.TenantId);
            (await _host.Access.ExplainAccessAsync(user, Some.TenantId, Cancellation)).IsGranted.Should().BeFalse(user);
            foreach (PermissionScope scope in new[] { Tenant, Web, Api })
            {
                (await _host.Access.CheckPermissionAsync(user, new Permission("pods", "read"), scope, Cancellation)).Should().BeFalse(user);
            }

            Func<Task> enter = async () => await _host.Tenants.GetTenantContextAsync(user, Some.TenantId, Cancellation);
            await enter.Should().ThrowAsync<TenantAccessDeniedException>(user);
        }

        (await _host.Access.CheckTenantAccessAsync("tenant-user", Some.OtherTenantId, Cancellation)).Should().BeTrue("other tenants are not touched");
    }

    [Fact]
    public async Task Nothing_is_held_and_no_grace_is_left()
    {
        await _host.CreateAsync();
        await _host.Tenants.UpdateResourceQuotasAsync(Some.TenantId, new ResourceQuotas { Containers = 1 }, Cancellation);
        await _host.Quotas.GrantGraceAsync(Some.TenantId, new ResourceAmounts { Containers = 9 }, Some.Time.AddDays(1), cancellationToken: Cancellation);
        ResourceReservation held = await Reserve("held", 2);
        ResourceReservation committed = await Reserve("committed", 3);
        await committed.CommitAsync(Cancellation);

        await Delete();
        await _host.Tenants.CreateTenantAsync(Some.Spec() with { ResourceQuotas = new ResourceQuotas { Containers = 1 } }, Cancellation);

        TenantUsage usage = await _host.Quotas.GetUsageAsync(Some.TenantId, Cancellation);
        usage.Should().BeEquivalentTo(new { Held = 0, Committed = 0, Grace = (QuotaGrace?)null });
        usage[ResourceNames.Containers].Should().Be(new ResourceUsage(ResourceNames.Containers, 0, 0, 1, 1));
        (await _host.Quotas.ListAllocationsAsync(Some.TenantId, null, Cancellation)).Should().BeEmpty();
        (await _host.Quotas.ReleaseAsync(Some.TenantId, "committed", null, Cancellation)).Should().BeFalse();

        ResourceReservation fresh = await Reserve("held", 1);
        await held.DisposeAsync();
        Func<Task> commit = async () => await held.CommitAsync(Cancellation);
        await commit.Should().ThrowAsync<TenantNotFoundException>("what a former incarnation held is not this one's");
        await fresh.CommitAsync(Cancellation);
    }

    [Fact]
    public async Task Its_id_name_and_namespaces_are_free_for_others()
    {
        await _host.CreateAsync("acme", namespaces: ["web", "db"]);

        await Delete();

        (await _host.Tenants.FindTenantByNamespaceAsync("web", Cancellation)).Should().BeNull();
        (await _host.Tenants.FindTenantByNameAsync("Tenant acme", Cancellation)).Should().BeNull();
        (await _host.Tenants.ListTenantsAsync(new TenantQuery { OwnerId = Some.Owner }, Cancellation)).Should().BeEmpty();
        Tenant other = await _host.Tenants.CreateTenantAsync(Some.Spec("globex") with { Name = "TENANT ACME", Namespaces = ["db"] }, Cancellation);
        Tenant again = await _host.Tenants.CreateTenantAsync(Some.Spec() with { Name = "Acme II", Namespaces = ["web"] }, Cancellation);
        (await _host.Tenants.FindTenantByNamespaceAsync("db", Cancellation)).Should().Be(other);
        (await _host.Tenants.FindTenantByNamespaceAsync("web", Cancellation)).Should().Be(again);
        again.Version.Should().Be(2);
    }

    [Fact]
    public async Task Uid_distinguishes_them_though_the_clock_stands_still()
    {
        List<Tenant> incarnations = [];
        for (int i = 0; i < 5; i++)
        {
            incarnations.Add(await _host.CreateAsync());
            await Delete();
        }

        incarnations.Select(t => t.Uid).Should().OnlyHaveUniqueItems();
        incarnations.Select(t => t.CreatedAt).Distinct().Should().ContainSingle("no time tells them apart");
    }

    [Fact]
    public async Task Claim_for_a_former_incarnation_is_refused_at_the_door()
    {
        Tenant former = await _host.CreateAsync();
        TenantContextClaim claim = new(former.Id, Some.Owner, former.Uid);
        await _host.Tenants.GetTenantContextAsync(claim, Cancellation);

        await Delete();
        Tenant again = await _host.CreateAsync();

        Func<Task> enter = async () => await _host.Tenants.GetTenantContextAsync(claim, Cancellation);
        TenantAccessDeniedException refusal = (await enter.Should().ThrowAsync<TenantAccessDeniedException>()).Which;
        refusal.Message.Should().Be(new TenantAccessDeniedException(Some.Owner, Some.TenantId).Message);
        _host.Events.Refusals.Should().ContainSingle().Which.Reason.Should().Be(AccessRefusalReason.NoSuchTenant);
        (await _host.Tenants.GetTenantContextAsync(new TenantContextClaim(again.Id, Some.Owner, again.Uid), Cancellation))
            .TenantUid.Should().Be(again.Uid);
    }

    [Fact]
    public async Task Context_of_a_former_incarnation_finds_nothing_of_the_new_one()
    {
        await _host.CreateAsync();
        TenantContext former = await _host.Tenants.GetTenantContextAsync(Some.Owner, Some.TenantId, Cancellation);
        await Delete();
        await _host.CreateAsync();

        using (former.Enter())
        {
            (await _host.Tenants.FindTenantAsync(Some.TenantId, Cancellation)).Should().BeNull();
            (await _host.Tenants.ListTenantsAsync(null, Cancellation)).Should().BeEmpty();
            (await _host.Access.CheckTenantAccessAsync(Some.Owner, Some.TenantId, Cancellation)).Should().BeFalse();
            (await _host.Access.GetAccessibleTenantsAsync(Some.Owner, Cancellation)).Should().BeEmpty();
            foreach (Func<Task> act in new Func<Task>[]
            {
                () => _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Description = "mine" }, null, Cancellation).AsTask(),
                () => _host.Tenants.ReadEventsAsync(new EventQuery { Limit = 10 }, Cancellation).AsTask(),
                () => _host.Quotas.GetUsageAsync(Some.TenantId, Cancellation).AsTask(),
                () => _host.Quotas.ReserveAsync(Some.TenantId, Some.Amounts(), default, Cancellation).AsTask(),
                () => _host.Access.ListBindingsAsync(null, Cancellation).AsTask(),
                () => _host.BindAsync("friend", BuiltInRoles.TenantViewer),
            })
            {
                await act.Should().ThrowAsync<TenantNotFoundException>();
            }
        }
    }

    [Fact]
    public async Task New_admin_does_not_see_the_events_of_a_former_incarnation()
    {
        await _host.CreateAsync();
        await _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Description = "secret" }, null, Cancellation);
        await _host.BindAsync("former-user", BuiltInRoles.TenantViewer);
        await Delete();
        long before = (await _host.LogAsync())[^1].Sequence;
        await _host.CreateAsync();
        await _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Description = "new" }, null, Cancellation);
        TenantContext context = await _host.Tenants.GetTenantContextAsync(Some.Owner, Some.TenantId, Cancellation);

        using IDisposable scope = context.Enter();
        foreach (int limit in new[] { 1, 2, 3, 100 })
        {
            List<TenancyEvent> seen = [];
            IReadOnlyList<TenancyEvent> page;
            while ((page = (await _host.Tenants.ReadEventsAsync(new EventQuery { After = seen.Count == 0 ? 0 : seen[^1].Sequence, Limit = limit }, Cancellation)).Events).Count > 0)
            {
                page.Count.Should().BeLessThanOrEqualTo(limit);
                seen.AddRange(page);
            }

            seen.Select(e => e.GetType().Name).Should().Equal(nameof(TenantCreated), nameof(TenantStatusChanged), nameof(TenantUpdated));
            seen.Should().OnlyContain(e => e.Sequence > before);
        }
    }

    [Fact]
    public async Task New_admin_sees_all_events_of_this_incarnation_though_the_clock_stands_still()
    {
        await _host.CreateAsync();
        await Delete();
        await _host.CreateAsync();
        await _host.Tenants.UpdateResourceQuotasAsync(Some.TenantId, new ResourceQuotas { Containers = 1 }, Cancellation);
        await _host.Quotas.GrantGraceAsync(Some.TenantId, new ResourceAmounts { Containers = 2 }, Some.Time.AddDays(1), cancellationToken: Cancellation);
        await Reserve("a", 2);
        await _host.Quotas.ReconcileAsync(await _host.ObserveAsync(Some.TenantId, new ObservedAllocation("stray", Some.Amounts())), Cancellation);
        await _host.BindAsync(Some.User, BuiltInRoles.TenantViewer);
        TenantContext context = await _host.Tenants.GetTenantContextAsync(Some.Owner, Some.TenantId, Cancellation);
        using IDisposable scope = context.Enter();

        IReadOnlyList<TenancyEvent> seen = (await _host.Tenants.ReadEventsAsync(new EventQuery(), Cancellation)).Events;

        seen.Select(e => e.GetType()).Distinct().Should().BeEquivalentTo(new[]
        {
            typeof(TenantCreated), typeof(TenantStatusChanged), typeof(TenantUpdated), typeof(GraceGranted),
            typeof(QuotaThresholdCrossed), typeof(AllocationsReconciled), typeof(RoleBound),
        });
    }

    private async Task Delete() => await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);

    private async Task<ResourceReservation> Reserve(string id, long containers) => await _host.Quotas.ReserveAsync(
        Some.TenantId, new ResourceAmounts { Containers = containers }, new ReservationOptions { AllocationId = id }, Cancellation);
}
