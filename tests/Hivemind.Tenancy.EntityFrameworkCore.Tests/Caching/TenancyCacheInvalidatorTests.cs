namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

public sealed class TenancyCacheInvalidatorTests : IAsyncDisposable
{
    private static readonly Type[] Silent =
    [
        typeof(AccessRefused), typeof(AllocationsReconciled), typeof(ConsumptionCorrected), typeof(ConsumptionRefused), typeof(GraceGranted),
        typeof(PlanPublished), typeof(PlanRemoved), typeof(ReservationRefused), typeof(WorkloadReported),
    ];

    private readonly CacheWorld _world = new();
    private readonly TenancyCacheInvalidator _invalidator;

    public TenancyCacheInvalidatorTests() => _invalidator = new TenancyCacheInvalidator(_world.Caches);

    public static TheoryData<string> Kinds => [.. EventTypes.Select(t => t.Name)];

    private static IEnumerable<Type> EventTypes => typeof(TenancyEvent).Assembly.GetExportedTypes()
        .Where(t => t.IsSubclassOf(typeof(TenancyEvent)) && !t.IsAbstract);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    /// <summary>Fails when a kind of event is added without a decision whether hosts signal it to each other.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Only_changes_of_tenants_and_access_are_told(string kind)
    {
        Type type = EventTypes.Single(t => t.Name == kind);
        TenancyEvent change = (TenancyEvent)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
        typeof(TenancyEvent).GetProperty(nameof(TenancyEvent.TenantId))!.SetValue(change, (TenantId?)CacheWorld.Acme);

        string? signal = TenancyCacheInvalidator.SignalFor(change);

        signal.Should().Be(kind.EndsWith("ThresholdCrossed", StringComparison.Ordinal) ? null
            : Silent.Contains(type) ? TenancyCacheInvalidator.EventSignal
            : type == typeof(TenantDeleted) ? "deleted acme"
            : kind.StartsWith("Tenant", StringComparison.Ordinal) ? "tenant acme"
            : TenancyCacheInvalidator.AccessSignal);
    }

    [Theory]
    [InlineData("tenant acme", false, true, true)]
    [InlineData("deleted acme", false, true, false)]
    [InlineData("access", true, true, false)]
    [InlineData("tenant globex", true, false, true)]
    [InlineData("tenant ", false, false, false)]
    [InlineData("tenant Not An Id", false, false, false)]
    [InlineData("", false, false, false)]
    [InlineData("something of a later version", false, false, false)]
    public async Task Signal_is_done_and_an_unknown_one_clears_everything(string signal, bool keepsAcme, bool keepsGlobex, bool keepsAccess)
    {
        await FillAsync();

        _invalidator.Receive(signal);

        await ShouldKeepAsync(keepsAcme, keepsGlobex, keepsAccess);
    }

    [Fact]
    public async Task Members_forget_what_they_say()
    {
        await FillAsync();
        _invalidator.TenantChanged(CacheWorld.Acme);
        await ShouldKeepAsync(acme: false, globex: true, access: true);

        await FillAsync();
        _invalidator.AccessChanged();
        await ShouldKeepAsync(acme: true, globex: true, access: false);

        await FillAsync();
        _invalidator.EverythingChanged();
        await ShouldKeepAsync(acme: false, globex: false, access: false);
    }

    [Fact]
    public void Longest_id_fits_into_a_signal()
    {
        TenantId longest = TenantId.Parse(new string('a', 63));
        TenantDeleted change = new() { OccurredAt = default, TenantId = longest, Tenant = new Tenant { Id = longest, Uid = TenantUid.NewUid(), Name = "A", OwnerId = "a" } };

        TenancyCacheInvalidator.SignalFor(change)!.Length.Should().BeLessThanOrEqualTo(80);
    }

    [Fact]
    public void Nothing_and_nobody_are_refused()
    {
        _invalidator.Invoking(i => i.TenantChanged(default)).Should().Throw<ArgumentException>();
        _invalidator.Invoking(i => i.Receive(null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => TenancyCacheInvalidator.SignalFor(null!)).Should().Throw<ArgumentNullException>();
    }

    private async Task FillAsync()
    {
        await AskAsync();
        _world.Calls.Clear();
    }

    private async Task ShouldKeepAsync(bool acme, bool globex, bool access)
    {
        _world.Calls.Clear();
        await AskAsync();
        int missed = (acme ? 0 : 1) + (globex ? 0 : 1);
        _world.Calls.Count(c => c == nameof(ITenantStore.FindAsync)).Should().Be(missed);
        _world.Calls.Count(c => c == nameof(IRbacAdministrator.GetGrantsAsync)).Should().Be(access ? 0 : 2);
    }

    private async Task AskAsync()
    {
        await _world.FindAsync();
        await _world.FindAsync("globex");
        await _world.Rbac.IsGrantedAsync("bob", CacheWorld.Deploy, PermissionScope.Global, Cancellation);
        await _world.Rbac.GetScopesAsync("bob", Cancellation);
    }
}
