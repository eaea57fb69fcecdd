namespace Hivemind.Tenancy.Billing.Tests;

/// <summary>Of which months there are statements.</summary>
public sealed class StatementMonthTests
{
    private static readonly PriceList Prices = Lists.Of(new Price { Resource = "cpu", Amount = 1 });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Months_go_back_to_the_tenants_creation_by_the_calendar_that_is_asked_for()
    {
        await using BillingHost host = new([Prices]);
        host.MoveTo(Lists.June.AddHours(-1));
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);
        host.MoveTo(Lists.July.AddHours(-1));

        (await MonthsAsync(host, acme)).Should().Equal("2026-06", "2026-05");
        (await MonthsAsync(host, acme.Id, "Europe/Berlin")).Should().Equal("2026-07", "2026-06");
    }

    [Fact]
    public async Task Each_month_that_is_listed_has_a_statement_and_the_one_before_them_has_none()
    {
        await using BillingHost host = new([Prices with { ValidFrom = new DateOnly(2026, 2, 15) }], o => o.RetainUsage = TimeSpan.FromDays(100));
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);

        (await MonthsAsync(host, acme)).Should().BeEmpty("no prices hold yet");
        foreach ((DateTimeOffset now, string[] months) in new[] { (Lists.June, new[] { "2026-06", "2026-05", "2026-04", "2026-03" }), (Lists.July, ["2026-07", "2026-06", "2026-05", "2026-04"]) })
        {
            host.MoveTo(now);
            (await MonthsAsync(host, acme)).Should().Equal(months);
            foreach (string month in months)
            {
                (await StatementAsync(host, acme, month)).Month.Should().Be(Month(month).Month);
            }

            await host.Awaiting(h => StatementAsync(h, acme, $"{Month(months[^1]).AddMonths(-1):yyyy-MM}")).Should().ThrowAsync<TenancyException>();
        }
    }

    [Fact]
    public async Task Prices_from_the_beginning_of_time_make_no_list_without_end()
    {
        await using BillingHost host = new([Prices with { ValidFrom = DateOnly.MinValue }]);
        Tenant gone = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);
        await host.Tenancy.Tenants.DeleteTenantAsync(gone, cancellationToken: Cancellation);

        (await MonthsAsync(host, gone)).Should().HaveCount(1200);
        await host.Awaiting(h => MonthsAsync(h, gone.Id)).Should().ThrowAsync<TenantNotFoundException>();
    }

    [Fact]
    public async Task Months_ask_for_the_statements_permission_and_of_a_tenant_that_is_gone_at_global_scope()
    {
        await using BillingHost host = new([Prices]);
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);
        Tenant gone = await host.Tenancy.CreateTenantAsync("gone", cancellationToken: Cancellation);
        await host.Tenancy.Tenants.DeleteTenantAsync(gone, cancellationToken: Cancellation);
        await BindAsync("reader", "statements:read", PermissionScope.Tenant(acme));
        await BindAsync("viewer", "tenants:read", PermissionScope.Tenant(acme));
        await BindAsync("auditor", "statements:read", PermissionScope.Global);

        (await AsUserAsync("reader", acme)).Should().BeNull();
        (await AsUserAsync("viewer", acme)).Should().BeOfType<TenantAccessDeniedException>();
        (await AsUserAsync("stranger", acme)).Should().BeOfType<TenantNotFoundException>();
        (await AsUserAsync("auditor", gone)).Should().BeNull();
        (await AsUserAsync("reader", gone)).Should().BeOfType<TenantNotFoundException>();
        using (TestTenants.Enter("acme", "auditor"))
        {
            await host.Awaiting(h => MonthsAsync(h, gone)).Should().ThrowAsync<TenantNotFoundException>("in a tenant every other is not there");
        }

        async Task BindAsync(string user, string permission, PermissionScope scope)
        {
            await host.Tenancy.Access.SetRoleAsync(new Role(user, [Permission.Parse(permission)]), Cancellation);
            await host.Tenancy.Access.BindRoleAsync(new RoleBinding(RoleSubject.User(user), user, scope), Cancellation);
        }

        async Task<Exception?> AsUserAsync(string user, TenantReference tenant)
        {
            using TenantScope scope = TenantContext.User(user).Enter();
            return await Record.ExceptionAsync(() => MonthsAsync(host, tenant));
        }
    }

    private static DateOnly Month(string text) => DateOnly.ParseExact(text, "yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<Statement> StatementAsync(BillingHost host, TenantReference tenant, string month) =>
        await host.Billing.GetStatementAsync(tenant, Month(month).Year, Month(month).Month, cancellationToken: Cancellation);

    private static async Task<IEnumerable<string>> MonthsAsync(BillingHost host, TenantReference tenant, string zone = "UTC") =>
        (await host.Billing.ListMonthsAsync(tenant, TimeZoneInfo.FindSystemTimeZoneById(zone), Cancellation)).Select(m => $"{m:yyyy-MM}");
}
