namespace Hivemind.Tenancy.Tests;

/// <summary>A System context that was made for one tenant reaches no other, and not the one that is made again under its id.</summary>
public sealed class SystemContextForOneTenantTests : IAsyncLifetime
{
    private readonly TenancyHost _host = new();
    private Tenant _tenant = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _tenant = await _host.CreateAsync();
        await _host.CreateAsync("globex");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public void Context_is_a_System_context_that_names_the_tenant()
    {
        TenantContext context = TenantContext.System("gateway", "why", _tenant);

        context.IsSystem.Should().BeTrue();
        context.TenantId.Should().BeNull();
        context.TenantUid.Should().Be(_tenant.Uid);
        context.BoundTo.Should().Be((TenantReference)_tenant);
    }

    [Fact]
    public async Task Its_tenant_is_worked_on_whatever_its_status()
    {
        await _host.Tenants.SuspendTenantAsync(_tenant.Id, "unpaid", Cancellation);
        using (TenantContext.System("gateway", "why", _tenant).Enter())
        {
            (await _host.Tenants.ResumeTenantAsync(_tenant.Id, Cancellation)).Status.Should().Be(TenantStatus.Active);
        }
    }

    [Fact]
    public Task Other_tenants_are_not_found() => ShouldNotFindAsync(TenantId.Parse("globex"));

    [Fact]
    public async Task Tenant_that_is_made_again_is_not_found()
    {
        await _host.Tenants.DeleteTenantAsync(_tenant.Id, cancellationToken: Cancellation);
        await _host.CreateAsync();

        await ShouldNotFindAsync(_tenant.Id);
    }

    private async Task ShouldNotFindAsync(TenantId tenantId)
    {
        Func<Task>[] calls =
        [
            () => _host.Tenants.GetTenantAsync(tenantId, Cancellation).AsTask(),
            () => _host.Tenants.SuspendTenantAsync(tenantId, "why", Cancellation).AsTask(),
            () => _host.Tenants.DeleteTenantAsync(tenantId, cancellationToken: Cancellation).AsTask(),
            () => _host.Tenants.UpdateTenantAsync(tenantId, t => t with { Description = "new" }, null, Cancellation).AsTask(),
            () => _host.Quotas.ReserveAsync(tenantId, Some.Amounts(), default, Cancellation).AsTask(),
            () => _host.Quotas.GetUsageAsync(tenantId, Cancellation).AsTask(),
            () => _host.Access.BindRoleAsync(
                new RoleBinding(RoleSubject.User("mallory"), BuiltInRoles.TenantAdmin.Id, PermissionScope.Tenant(tenantId)), Cancellation).AsTask(),
        ];

        foreach (Func<Task> call in calls)
        {
            Func<Task> inContext = async () =>
            {
                using (TenantContext.System("gateway", "why", _tenant).Enter())
                {
                    await call();
                }
            };
            await inContext.Should().ThrowAsync<TenantNotFoundException>();
        }
    }
}
