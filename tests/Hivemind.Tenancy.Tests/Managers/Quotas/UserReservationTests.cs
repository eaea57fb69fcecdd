namespace Hivemind.Tenancy.Tests;

/// <summary>Reserving in a User context: by id the right is asked for at each step; a handle acts for what was admitted.</summary>
public sealed class UserReservationTests : IAsyncLifetime
{
    private readonly TenancyHost _host = new();
    private readonly Role _deployer = new("deployer", [TenancyPermissions.UpdateAllocations]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _host.CreateAsync();
        await _host.Access.SetRoleAsync(_deployer, Cancellation);
        await _host.BindAsync(Some.User, _deployer);
        await _host.BindAsync(Some.User, BuiltInRoles.TenantViewer);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handle_commits_what_was_admitted_when_the_right_is_gone_and_the_id_does_not(bool accessToo)
    {
        ResourceReservation handle = await Reserve();
        await Unbind(_deployer.Id);
        if (accessToo)
        {
            await Unbind(BuiltInRoles.TenantViewer.Id);
        }

        using TenantScope scope = TenantContext.User(Some.User).Enter();
        Func<Task> byId = async () => await _host.Quotas.CommitAsync(Some.TenantId, handle.AllocationId, handle.Admission, Cancellation);
        Func<Task> anew = async () => await _host.Quotas.ReserveAsync(Some.TenantId, Some.Amounts(), default, Cancellation);

        Type refusal = accessToo ? typeof(TenantNotFoundException) : typeof(TenantAccessDeniedException);
        (await byId.Should().ThrowAsync<TenancyException>()).Which.Should().BeOfType(refusal);
        (await anew.Should().ThrowAsync<TenancyException>()).Which.Should().BeOfType(refusal);
        await handle.RenewAsync(null, Cancellation);
        (await handle.CommitAsync(Cancellation)).Should().Be(TenantStatus.Active);
    }

    [Fact]
    public async Task Handle_reaches_no_tenant_that_is_made_under_the_id_later()
    {
        ResourceReservation handle = await Reserve();
        await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
        await _host.CreateAsync();

        await handle.Awaiting(h => h.CommitAsync(Cancellation).AsTask()).Should().ThrowAsync<TenantNotFoundException>();
        (await _host.Quotas.ListAllocationsAsync(Some.TenantId, null, Cancellation)).Should().BeEmpty();
    }

    [Fact]
    public async Task Key_of_another_user_is_not_replayed_to_who_may_not()
    {
        ReservationOptions options = new() { AllocationId = "job", IdempotencyKey = new IdempotencyKey("s", "k", "f") };
        using (TenantContext.User(Some.User).Enter())
        {
            await _host.Quotas.ReserveAsync(Some.TenantId, Some.Amounts(), options, Cancellation);
        }

        using TenantScope scope = TenantContext.User("eve").Enter();
        await _host.Quotas.Awaiting(q => q.ReserveAsync(Some.TenantId, Some.Amounts(), options, Cancellation).AsTask()).Should().ThrowAsync<TenantNotFoundException>();
    }

    private async Task<ResourceReservation> Reserve()
    {
        using TenantScope scope = TenantContext.User(Some.User).Enter();
        return await _host.Quotas.ReserveAsync(Some.TenantId, Some.Amounts(), default, Cancellation);
    }

    private async Task Unbind(string role) =>
        await _host.Access.UnbindRoleAsync(new RoleBinding(RoleSubject.User(Some.User), role, PermissionScope.Tenant(Some.TenantId)), Cancellation);
}
