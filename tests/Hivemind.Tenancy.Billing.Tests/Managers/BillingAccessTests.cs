namespace Hivemind.Tenancy.Billing.Tests;

/// <summary>Who may read which statement.</summary>
public sealed class BillingAccessTests
{
    private static readonly PriceList Prices = Lists.Of(new Price { Resource = "cpu", Amount = 1 });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("usage:read statements:read", null)]
    [InlineData("usage:read", typeof(TenantAccessDeniedException))]
    [InlineData("statements:read", typeof(TenantAccessDeniedException))]
    [InlineData("tenants:read", typeof(TenantAccessDeniedException))]
    [InlineData("", typeof(TenantNotFoundException))]
    public async Task A_user_in_no_tenant_needs_both_permissions(string permissions, Type? refusal)
    {
        await using BillingHost host = await NewHostAsync();
        Tenant acme = await UsedAsync(host);
        await GrantAsync(host, permissions, PermissionScope.Tenant(acme));

        using TenantScope scope = TenantContext.User("bob").Enter();
        await ExpectAsync(host, acme, refusal);
    }

    [Theory]
    [InlineData("statements:read", null)]
    [InlineData("tenants:read", typeof(TenantAccessDeniedException))]
    public async Task A_user_in_the_tenant_needs_the_statement_s(string permissions, Type? refusal)
    {
        await using BillingHost host = await NewHostAsync();
        Tenant acme = await UsedAsync(host);
        await GrantAsync(host, permissions, PermissionScope.Tenant(acme));

        using TenantScope scope = TestTenants.Enter("acme", "bob");
        await ExpectAsync(host, acme, refusal);
    }

    [Fact]
    public async Task Another_tenant_s_is_not_there()
    {
        await using BillingHost host = await NewHostAsync();
        Tenant acme = await UsedAsync(host);
        await host.Tenancy.CreateTenantAsync("other", cancellationToken: Cancellation);

        using TenantScope scope = TestTenants.Enter("other");
        await ExpectAsync(host, acme, typeof(TenantNotFoundException));
        await ExpectAsync(host, acme.Id, typeof(TenantNotFoundException));
    }

    [Fact]
    public async Task Nobody_is_refused()
    {
        await using BillingHost host = new([Prices], o => o.AllowNoContext = false);

        Func<Task> bill = async () => await host.Billing.GetStatementAsync(TenantId.Parse("acme"), 2026, 6, cancellationToken: Cancellation);

        await bill.Should().ThrowAsync<TenantContextMissingException>();
    }

    [Fact]
    public async Task A_refusal_is_an_event()
    {
        await using BillingHost host = await NewHostAsync();
        Tenant acme = await UsedAsync(host);
        await GrantAsync(host, "usage:read", PermissionScope.Tenant(acme));

        using TenantScope scope = TenantContext.User("bob").Enter();
        await ExpectAsync(host, acme, typeof(TenantAccessDeniedException));

        host.Tenancy.Events.Of<AccessRefused>()[^1].Permission.Should().Be(BillingPermissions.ReadStatements);
    }

    [Theory]
    [InlineData("usage:read statements:read", null)]
    [InlineData("usage:read", typeof(TenantNotFoundException))]
    [InlineData("statements:read", typeof(TenantNotFoundException))]
    public async Task A_tenant_that_is_gone_is_read_by_its_uid_at_global_scope(string permissions, Type? refusal)
    {
        await using BillingHost host = await NewHostAsync();
        Tenant gone = await UsedAsync(host);
        await host.Tenancy.Tenants.DeleteTenantAsync(gone, cancellationToken: Cancellation);
        Tenant next = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);
        await GrantAsync(host, permissions, PermissionScope.Global);

        Statement free = await host.Billing.GetStatementAsync(next, 2026, 6, cancellationToken: Cancellation);
        (free.TenantUid, free.Total).Should().Be((next.Uid, 0m), "a tenant made anew under an id owes nothing for the former one");
        using TenantScope scope = TenantContext.User("bob").Enter();
        await ExpectAsync(host, gone, refusal);
    }

    [Fact]
    public async Task A_tenant_that_is_gone_is_not_found_by_its_id()
    {
        await using BillingHost host = await NewHostAsync();
        Tenant gone = await UsedAsync(host);
        Statement before = await host.Billing.GetStatementAsync(gone, 2026, 6, cancellationToken: Cancellation);
        await host.Tenancy.Tenants.DeleteTenantAsync(gone, cancellationToken: Cancellation);

        await ExpectAsync(host, gone.Id, typeof(TenantNotFoundException));
        (await host.Billing.GetStatementAsync(gone, 2026, 6, cancellationToken: Cancellation)).Should().BeEquivalentTo(before with { TenantName = null });
    }

    private static Task<BillingHost> NewHostAsync() => Task.FromResult(new BillingHost([Prices]));

    private static async Task<Tenant> UsedAsync(BillingHost host)
    {
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);
        await host.HoldAsync(acme, "web", new ResourceAmounts { CpuCores = 2 }, Lists.June, Lists.June.AddHours(3));
        host.MoveTo(Lists.July.AddDays(1));
        return acme;
    }

    private static async Task GrantAsync(BillingHost host, string permissions, PermissionScope scope)
    {
        if (permissions.Length > 0)
        {
            await host.Tenancy.Access.SetRoleAsync(new Role("reader", [.. permissions.Split(' ').Select(Permission.Parse)]), Cancellation);
            await host.Tenancy.Access.BindRoleAsync(new RoleBinding(RoleSubject.User("bob"), "reader", scope), Cancellation);
        }
    }

    private static async Task ExpectAsync(BillingHost host, TenantReference tenant, Type? refusal)
    {
        Exception? thrown = await Record.ExceptionAsync(async () =>
            (await host.Billing.GetStatementAsync(tenant, 2026, 6, cancellationToken: Cancellation)).Total.Should().Be(6m));

        thrown?.GetType().Should().Be(refusal);
        (thrown is null).Should().Be(refusal is null);
    }
}
