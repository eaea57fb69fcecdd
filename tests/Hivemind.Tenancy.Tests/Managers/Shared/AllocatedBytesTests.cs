namespace Hivemind.Tenancy.Tests;

/// <summary>
/// Observing costs nothing while nobody observes: the hot paths allocate what they must and no more. Runs alone, because
/// a listener of another test would be served, too.
/// </summary>
[CollectionDefinition(nameof(AllocatedBytesTests), DisableParallelization = true)]
[Collection(nameof(AllocatedBytesTests))]
public sealed class AllocatedBytesTests : IDisposable
{
    private const int Times = 1_000;

    private static readonly ReservationOptions Options = new() { AllocationId = "web" };

    private readonly QuotaHost _host = new(options: options => (options.TagMetricsWithTenantId, options.Metering) = (true, false));
    private readonly IAccessManager _access;

    public AllocatedBytesTests() => _access = _host.Get<IAccessManager>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Finding_a_tenant_allocates_nothing()
    {
        await _host.CreateTenantAsync();
        CancellationToken cancellation = Cancellation;

        BytesEach(() => AtOnce(_host.Tenants.FindTenantAsync(Some.TenantId, cancellation)) is not null).Should().Be(0);
        BytesEach(() => AtOnce(_host.Tenants.FindTenantAsync(Some.OtherTenantId, cancellation)) is null).Should().Be(0);
    }

    [Fact]
    public async Task Checking_access_allocates_nothing()
    {
        await _host.CreateTenantAsync();
        for (int i = 0; i < 3; i++)
        {
            await _access.AddGroupMemberAsync($"group-{i}", Some.User, Cancellation);
        }

        RoleBinding binding = new(RoleSubject.Group("group-1"), BuiltInRoles.TenantOperator.Id, PermissionScope.Tenant(Some.TenantId));
        await _access.BindRoleAsync(binding, Cancellation);
        Permission deploy = new("containers", "deploy");
        PermissionScope scope = PermissionScope.Tenant(Some.TenantId);
        CancellationToken cancellation = Cancellation;

        BytesEach(() => AtOnce(_access.CheckTenantAccessAsync(Some.User, Some.TenantId, cancellation))).Should().Be(0);
        BytesEach(() => AtOnce(_access.CheckTenantAccessAsync(Some.Owner, Some.TenantId, cancellation))).Should().Be(0);
        BytesEach(() => !AtOnce(_access.CheckTenantAccessAsync("mallory", Some.TenantId, cancellation))).Should().Be(0);
        BytesEach(() => AtOnce(_access.CheckPermissionAsync(Some.User, deploy, scope, cancellation))).Should().Be(0);
    }

    [Fact]
    public async Task Reserving_committing_and_releasing_allocates_200_bytes_at_most()
    {
        await _host.CreateTenantAsync(Resources.Quotas(("cpu", 100), ("memory", 1L << 40), ("storage", 1L << 40), ("containers", 100), ("services", 100)));
        ResourceAmounts amounts = Some.Amounts();
        CancellationToken cancellation = Cancellation;

        BytesEach(() =>
        {
            AtOnce(AtOnce(_host.Quotas.ReserveAsync(Some.TenantId, amounts, Options, cancellation)).CommitAsync(cancellation));
            return AtOnce(_host.Quotas.ReleaseAsync(Some.TenantId, "web", null, cancellation));
        }).Should().BeInRange(1, 200);
    }

    [Fact]
    public async Task Consuming_without_an_id_allocates_nothing()
    {
        await _host.CreateTenantAsync();
        Dictionary<string, ConsumptionBudget> budgets = new()
        {
            ["tokens"] = new(1_000_000_000, CalendarUnit.Month) { TimeZoneId = "Europe/Berlin" },
            ["requests"] = new(1_000_000, CalendarUnit.Minute),
        };
        await _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Budgets = budgets }, cancellationToken: Cancellation);
        IConsumptionManager consumption = _host.Get<IConsumptionManager>();
        ConsumptionAmounts amounts = new() { ["tokens"] = 1200, ["requests"] = 1, ["unlimited"] = 1 };
        CancellationToken cancellation = Cancellation;

        BytesEach(() => AtOnce(consumption.TryConsumeAsync(Some.TenantId, amounts, null, cancellation)).IsAdmitted).Should().Be(0);
    }

    /// <summary>What one call allocates on this thread, once everything is compiled, for which a busy machine takes its time, and every collection has its size.</summary>
    private static double BytesEach(Func<bool> call)
    {
        double least = double.MaxValue;
        for (int attempt = 0; attempt < 20 && least > 0; attempt++)
        {
            Run(call);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(call);
            least = Math.Min(least, (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Times);
            Thread.Sleep(attempt * 10);
        }

        return least;
    }

    private static T AtOnce<T>(ValueTask<T> answer) =>
        answer.IsCompletedSuccessfully ? answer.Result : throw new InvalidOperationException("The answer is not there at once.");

    private static void AtOnce(ValueTask answer)
    {
        if (!answer.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("The answer is not there at once.");
        }
    }

    private static void Run(Func<bool> call)
    {
        for (int i = 0; i < Times; i++)
        {
            if (!call())
            {
                throw new InvalidOperationException("The call did not do what it is measured for.");
            }
        }
    }
}
