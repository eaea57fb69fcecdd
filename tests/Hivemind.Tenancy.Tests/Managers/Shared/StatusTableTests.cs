namespace Hivemind.Tenancy.Tests;

/// <summary>
/// The managers keep to the table of what each status allows, row by row of the design. The table in code is tested in
/// <see cref="TenantStatusTableTests"/>; on allocations and both kinds of store it is tested in <see cref="TenantStatusQuotaTests"/>.
/// </summary>
public sealed class StatusTableTests : IAsyncDisposable
{
    private static readonly TenantStatus[] Statuses = [TenantStatus.Pending, TenantStatus.Active, TenantStatus.Suspended, TenantStatus.Terminating];
    private static readonly ConsumptionAmounts Tokens = new() { ["tokens"] = 3 };
    private static readonly PermissionScope Own = PermissionScope.Tenant(Some.TenantId);

    /// <summary>The rows' operations. The tenant has namespace <c>web</c> and a committed allocation <c>a</c> of two containers.</summary>
    private static readonly Dictionary<string, Func<TenancyHost, Task>> Operations = new()
    {
        ["read"] = host => host.Tenants.GetTenantAsync(Some.TenantId, Cancellation).AsTask(),
        ["list"] = async host => (await host.Tenants.ListTenantsAsync(null, Cancellation)).Should().ContainSingle(),
        ["read events"] = async host => (await host.Tenants.ReadEventsAsync(new EventQuery { Tenant = Some.TenantId, Limit = 9 }, Cancellation)).Events.Should().NotBeEmpty(),
        ["usage"] = host => host.Quotas.GetUsageAsync(Some.TenantId, Cancellation).AsTask(),
        ["list allocations"] = async host => (await host.Quotas.ListAllocationsAsync(Some.TenantId, null, Cancellation)).Should().ContainSingle(),
        ["check access"] = async host => (await host.Access.CheckTenantAccessAsync(Some.Owner, Some.TenantId, Cancellation)).Should().BeTrue(),
        ["enter"] = host => host.Tenants.GetTenantContextAsync(Some.Owner, Some.TenantId, Cancellation).AsTask(),
        ["reserve"] = host => host.Quotas.ReserveAsync(Some.TenantId, Containers(1), default, Cancellation).AsTask(),
        ["try to reserve"] = host => host.Quotas.TryReserveAsync(Some.TenantId, Containers(1), default, Cancellation).AsTask(),
        ["check"] = host => host.Quotas.CheckAsync(Some.TenantId, Containers(1), Cancellation).AsTask(),
        ["grow"] = host => host.Quotas.ResizeAsync(Some.TenantId, "a", Containers(3), Cancellation).AsTask(),
        ["shrink"] = host => host.Quotas.ResizeAsync(Some.TenantId, "a", Containers(1), Cancellation).AsTask(),
        ["commit"] = host => host.Quotas.CommitAsync(Some.TenantId, "a", null, Cancellation).AsTask(),
        ["renew"] = host => host.Quotas.RenewAsync(Some.TenantId, "a", null, Cancellation).AsTask(),
        ["release"] = async host => (await host.Quotas.ReleaseAsync(Some.TenantId, "a", null, Cancellation)).Should().BeTrue(),
        ["rename"] = host => Update(host, t => t with { Name = "New" }),
        ["describe"] = host => Update(host, t => t with { Description = "new" }),
        ["label"] = host => Update(host, t => t with { Labels = new Dictionary<string, string> { ["new"] = "" } }),
        ["change owner"] = host => Update(host, t => t with { OwnerId = "new" }),
        ["change quotas"] = host => host.Tenants.UpdateResourceQuotasAsync(Some.TenantId, new ResourceQuotas { CpuCores = 1 }, Cancellation).AsTask(),
        ["change isolation"] = host => host.Tenants.UpdateIsolationLevelAsync(Some.TenantId, IsolationLevel.Hard, Cancellation).AsTask(),
        ["add a namespace"] = host => host.Tenants.AddNamespaceAsync(Some.TenantId, "db", Cancellation).AsTask(),
        ["remove a namespace"] = host => host.Tenants.RemoveNamespaceAsync(Some.TenantId, "web", Cancellation).AsTask(),
        ["grant grace"] = host => host.Quotas.GrantGraceAsync(Some.TenantId, Containers(9), Some.Time.AddDays(1), cancellationToken: Cancellation).AsTask(),
        ["bind a role"] = host => host.BindAsync(Some.User, BuiltInRoles.TenantViewer, Own),
        ["consume"] = host => host.Consumption.ConsumeAsync(Some.TenantId, Tokens, null, Cancellation).AsTask(),
        ["hold"] = host => host.Consumption.HoldAsync(Some.TenantId, Tokens, null, null, Cancellation).AsTask(),
        ["settle"] = host => host.Consumption.SettleAsync(Some.TenantId, "held", Tokens, Cancellation).AsTask(),
        ["correct"] = host => host.Consumption.CorrectAsync(Some.TenantId, Tokens, "correction", "a mistake", Cancellation).AsTask(),
        ["read budgets"] = host => host.Consumption.GetBudgetsAsync(Some.TenantId, Cancellation).AsTask(),
        ["reconcile"] = async host => await host.Quotas.ReconcileAsync(await host.ObserveAsync(Some.TenantId), Cancellation),
    };

    private readonly ScriptedProvisioner _provisioner = new();
    private readonly TenancyHost _host;

    public StatusTableTests() => _host = Hosts.With(_provisioner);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory] //                       Pending Active Suspended Terminating
    [InlineData("read", "             yes     yes    yes       yes")]
    [InlineData("list", "             yes     yes    yes       yes")]
    [InlineData("read events", "      yes     yes    yes       yes")]
    [InlineData("usage", "            yes     yes    yes       yes")]
    [InlineData("list allocations", " yes     yes    yes       yes")]
    [InlineData("check access", "     yes     yes    yes       yes")]
    [InlineData("enter", "            no      yes    no        no")]
    [InlineData("reserve", "          no      yes    no        no")]
    [InlineData("try to reserve", "   no      yes    no        no")]
    [InlineData("check", "            no      yes    no        no")]
    [InlineData("grow", "             no      yes    no        no")]
    [InlineData("shrink", "           no      yes    yes       no")]
    [InlineData("commit", "           no      yes    yes       no")]
    [InlineData("renew", "            no      yes    yes       no")]
    [InlineData("release", "          yes     yes    yes       yes")]
    [InlineData("rename", "           yes     yes    yes       no")]
    [InlineData("describe", "         yes     yes    yes       no")]
    [InlineData("label", "            yes     yes    yes       no")]
    [InlineData("change owner", "     yes     yes    yes       no")]
    [InlineData("change quotas", "    yes     yes    yes       no")]
    [InlineData("change isolation", " yes     yes    yes       no")]
    [InlineData("add a namespace", "  yes     yes    yes       no")]
    [InlineData("remove a namespace", "yes    yes    yes       no")]
    [InlineData("grant grace", "      yes     yes    yes       no")]
    [InlineData("bind a role", "      yes     yes    yes       no")]
    [InlineData("consume", "          no      yes    no        no")]
    [InlineData("hold", "             no      yes    no        no")]
    [InlineData("settle", "           no      yes    yes       no")]
    [InlineData("correct", "          yes     yes    yes       no")]
    [InlineData("read budgets", "     yes     yes    yes       yes")]
    [InlineData("reconcile", "        yes     yes    yes       yes")]
    public async Task Status_allows_or_refuses(string operation, string expected)
    {
        List<string> actual = [];
        foreach (TenantStatus status in Statuses)
        {
            await using TenancyHost host = Hosts.With(_provisioner);
            await Lifecycles.BringToAsync(host, _provisioner, status == TenantStatus.Terminating ? TenantStatus.Active : status, "web");
            await host.Quotas.ReconcileAsync(await host.ObserveAsync(Some.TenantId, new ObservedAllocation("a", Containers(2))), Cancellation);
            if (status == TenantStatus.Terminating)
            {
                await Lifecycles.BeginToDeleteAsync(host, _provisioner);
            }

            actual.Add(await Allows(host, operation, status) ? "yes" : "no");
        }

        actual.Should().Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Every_operation_is_in_the_table() =>
        typeof(StatusTableTests).GetMethod(nameof(Status_allows_or_refuses))!.GetCustomAttributes(typeof(InlineDataAttribute), false)
            .Select(row => ((InlineDataAttribute)row).Data[0]).Should().BeEquivalentTo(Operations.Keys);

    private static async Task<bool> Allows(TenancyHost host, string operation, TenantStatus status)
    {
        Tenant before = await host.GetAsync();
        try
        {
            await Operations[operation](host);
            return true;
        }
        catch (ConsumptionHoldNotFoundException)
        {
            // The status was asked first: a tenant that cannot consume has nothing held.
            return true;
        }
        catch (TenantNotActiveException e)
        {
            e.Should().BeEquivalentTo(new { Some.TenantId, Status = status });
            (await host.GetAsync()).Should().Be(before);
            return false;
        }
    }

    private static Task<Tenant> Update(TenancyHost host, Func<Tenant, Tenant> change) =>
        host.Tenants.UpdateTenantAsync(Some.TenantId, change, cancellationToken: Cancellation).AsTask();

    private static ResourceAmounts Containers(long count) => new() { Containers = count };
}
