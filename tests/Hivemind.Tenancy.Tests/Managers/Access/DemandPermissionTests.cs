namespace Hivemind.Tenancy.Tests;

public sealed class DemandPermissionTests : IAsyncLifetime
{
    private static readonly Permission Deploy = new("containers", "deploy");
    private static readonly PermissionScope Own = PermissionScope.Tenant(Some.TenantId);

    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _host.CreateAsync();
        await _host.BindAsync("operator", BuiltInRoles.TenantOperator);
        await _host.BindAsync("viewer", BuiltInRoles.TenantViewer);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Permission_that_is_held_passes_without_a_word()
    {
        _host.Events.Clear();

        await _host.Access.DemandPermissionAsync("operator", Deploy, Own, Cancellation);

        _host.Events.All.Should().BeEmpty();
    }

    [Fact]
    public async Task Permission_that_is_missing_throws_and_is_reported_once_with_who_asked_and_why()
    {
        Func<Task> demand = async () =>
        {
            using (TenantContext.System("gateway", "POST /containers").Enter())
            {
                await _host.Access.DemandPermissionAsync("viewer", Deploy, Own, Cancellation);
            }
        };

        TenantAccessDeniedException thrown = (await demand.Should().ThrowAsync<TenantAccessDeniedException>()).Which;

        thrown.UserId.Should().Be("viewer");
        thrown.Permission.Should().Be(Deploy);
        thrown.Scope.Should().Be(Own);
        AccessRefused refused = _host.Events.Refusals.Should().ContainSingle().Which;
        refused.Should().BeEquivalentTo(new
        {
            UserId = "viewer",
            TenantId = (TenantId?)Some.TenantId,
            Permission = (Permission?)Deploy,
            Scope = (PermissionScope?)Own,
            Reason = AccessRefusalReason.PermissionMissing,
            Actor = "gateway",
            ActorReason = "POST /containers",
        });
    }

    [Fact]
    public async Task Tenant_that_does_not_exist_is_denied()
    {
        Func<Task> demand = () => _host.Access.DemandPermissionAsync("operator", Deploy, PermissionScope.Tenant(TenantId.Parse("no-such")), Cancellation).AsTask();

        await demand.Should().ThrowAsync<TenantAccessDeniedException>();
    }
}
