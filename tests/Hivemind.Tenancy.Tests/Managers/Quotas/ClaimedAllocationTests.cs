using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Tests;

/// <summary>Allocations that a package has claimed: everybody sees them, and only System contexts change them.</summary>
public sealed class ClaimedAllocationTests : IAsyncLifetime
{
    private const string Claimed = "app/web/shop";

    private readonly TenancyHost _host = new(services: s => s.AddHivemindTenancy().ClaimAllocations("app/").ClaimAllocations("app/").ClaimAllocations("volume/"));

    /// <summary>Every verb that names an allocation.</summary>
    private static readonly Dictionary<string, Func<IQuotaManager, string, Task>> Verbs = new()
    {
        [nameof(IQuotaManager.ReserveAsync)] = (q, id) => q.ReserveAsync(Some.TenantId, Some.Amounts(), Options(id), Cancellation).AsTask(),
        [nameof(IQuotaManager.TryReserveAsync)] = (q, id) => q.TryReserveAsync(Some.TenantId, Some.Amounts(), Options(id), Cancellation).AsTask(),
        [nameof(IQuotaManager.ReserveGrowthAsync)] = (q, id) => q.ReserveGrowthAsync(Some.TenantId, id, Some.Amounts(), null, Cancellation).AsTask(),
        [nameof(IQuotaManager.TryReserveGrowthAsync)] = (q, id) => q.TryReserveGrowthAsync(Some.TenantId, id, Some.Amounts(), null, Cancellation).AsTask(),
        [nameof(IQuotaManager.CommitAsync)] = (q, id) => q.CommitAsync(Some.TenantId, id, null, Cancellation).AsTask(),
        [nameof(IQuotaManager.RenewAsync)] = (q, id) => q.RenewAsync(Some.TenantId, id, null, Cancellation).AsTask(),
        [nameof(IQuotaManager.ResizeAsync)] = (q, id) => q.ResizeAsync(Some.TenantId, id, Some.Amounts(), Cancellation).AsTask(),
        [nameof(IQuotaManager.TryResizeAsync)] = (q, id) => q.TryResizeAsync(Some.TenantId, id, Some.Amounts(), Cancellation).AsTask(),
        [nameof(IQuotaManager.LowerAsync)] = (q, id) => q.LowerAsync(Some.TenantId, id, Some.Amounts(), 1, Cancellation).AsTask(),
        [nameof(IQuotaManager.ReleaseAsync)] = (q, id) => q.ReleaseAsync(Some.TenantId, id, null, Cancellation).AsTask(),
        [nameof(IQuotaManager.ReconcileAsync)] = async (q, id) =>
        {
            TenantUid uid = (await q.GetUsageAsync(Some.TenantId, Cancellation)).TenantUid;
            AllocationObservation observation = new("engine", new ReconciliationMark(Some.TenantId, uid, 0), [new ObservedAllocation("other", Some.Amounts()), new ObservedAllocation(id, Some.Amounts())]);
            await q.ReconcileAsync(observation, Cancellation);
        },
    };

    public static TheoryData<string> Names => [.. Verbs.Keys];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _host.CreateAsync();
        await _host.BindAsync("root", BuiltInRoles.PlatformAdmin, PermissionScope.Global);
        using TenantScope scope = TenantContext.System("engine", "runs apps").Enter();
        await using ResourceReservation held = await _host.Quotas.ReserveAsync(Some.TenantId, Some.Amounts(), Options(Claimed), Cancellation);
        await held.CommitAsync(Cancellation);
        _host.Events.Clear();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public void Every_verb_that_names_an_allocation_is_tried()
    {
        string[] without =
        [
            nameof(IQuotaManager.CheckAsync), nameof(IQuotaManager.GetUsageAsync), nameof(IQuotaManager.ListUsageAsync), nameof(IQuotaManager.ListAllocationsAsync),
            nameof(IQuotaManager.GrantGraceAsync), nameof(IQuotaManager.ReadMarksAsync), nameof(IQuotaManager.RecomputeAsync),
        ];

        typeof(IQuotaManager).GetMethods().Select(m => m.Name).Distinct().Should().BeEquivalentTo(Verbs.Keys.Concat(without));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task No_user_changes_what_is_claimed_whatever_they_hold(string verb)
    {
        IReadOnlyList<Allocation> before = await _host.Quotas.ListAllocationsAsync(Some.TenantId, null, Cancellation);
        foreach (TenantContext context in new[] { TenantContext.User("root"), Some.Context("acme", "root") })
        {
            _host.Events.Clear();
            TenantAccessDeniedException refusal;
            using (context.Enter())
            {
                refusal = (await _host.Quotas.Awaiting(q => Verbs[verb](q, Claimed)).Should().ThrowAsync<TenantAccessDeniedException>()).Which;
            }

            refusal.Should().BeEquivalentTo(new { UserId = "root", TenantId = (TenantId?)Some.TenantId, IsSystemOnly = true, Permission = (Permission?)null });
            refusal.Message.Should().Contain($"'{Claimed}'");
            AccessRefused told = _host.Events.Refusals.Should().ContainSingle().Which;
            told.Should().BeEquivalentTo(new { Reason = AccessRefusalReason.SystemOnly, UserId = "root", TenantId = (TenantId?)Some.TenantId });
            verb.Should().EndWith(told.Operation);
        }

        (await _host.Quotas.ListAllocationsAsync(Some.TenantId, null, Cancellation)).Should().Equal(before);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task System_and_trusted_code_without_a_context_may(string verb)
    {
        foreach (TenantContext? context in new[] { null, TenantContext.System("engine", "runs apps") })
        {
            using (context?.Enter())
            {
                Exception? thrown = await Record.ExceptionAsync(() => Verbs[verb](_host.Quotas, Claimed));

                // What the call before has released is gone, and that is all that is wrong.
                (thrown is null or ReservationExpiredException).Should().BeTrue("{0}", thrown);
            }
        }
    }

    [Fact]
    public async Task Id_that_the_library_gives_is_never_claimed()
    {
        using TenantScope scope = Some.Context("acme", "root").Enter();

        await using ResourceReservation held = await _host.Quotas.ReserveAsync(Some.TenantId, Some.Amounts(), default, Cancellation);

        held.AllocationId.Should().MatchRegex("^[0-9a-f]{32}$");
    }

    [Theory]
    [InlineData("app")]
    [InlineData("App/web/shop")]
    [InlineData("my-app/web/shop")]
    public async Task Other_ids_are_the_users_own(string id)
    {
        using TenantScope scope = TenantContext.User("root").Enter();

        await using ResourceReservation held = await _host.Quotas.ReserveAsync(Some.TenantId, Some.Amounts(), Options(id), Cancellation);
        await _host.Quotas.CommitAsync(Some.TenantId, id, null, Cancellation);

        (await _host.Quotas.ReleaseAsync(Some.TenantId, id, null, Cancellation)).Should().BeTrue();
    }

    [Fact]
    public async Task Who_may_not_see_the_tenant_is_told_nothing_of_the_claim()
    {
        using TenantScope scope = TenantContext.User("eve").Enter();

        await _host.Quotas.Awaiting(q => q.ReserveAsync(Some.TenantId, Some.Amounts(), Options(Claimed), Cancellation).AsTask()).Should().ThrowAsync<TenantNotFoundException>();
    }

    [Theory]
    [InlineData("")]
    [InlineData(" app/")]
    [InlineData("a\nb")]
    public void Prefix_that_is_none_is_refused(string prefix)
    {
        Action claim = () => new ServiceCollection().AddHivemindTenancy().ClaimAllocations(prefix);

        claim.Should().Throw<ArgumentException>();
    }

    private static ReservationOptions Options(string id) => new() { AllocationId = id };
}
