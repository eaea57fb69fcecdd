using Microsoft.Extensions.DependencyInjection;

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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task From_inside_a_tenant_another_is_not_found_though_the_user_holds_it_there(bool isSlow)
    {
        await _host.CreateAsync("globex", "operator");
        await using TenancyHost host = isSlow ? Slow() : new(sharing: _host);
        using TenantScope scope = Some.Context("acme", "operator").Enter();
        Func<Task> demand = async () => await host.Access.DemandPermissionAsync("operator", Deploy, PermissionScope.Tenant(Some.OtherTenantId), Cancellation);

        await demand.Should().ThrowAsync<TenantNotFoundException>();
        await host.Access.DemandPermissionAsync("operator", Deploy, Own, Cancellation);
    }

    [Theory]
    [InlineData("operator", true)]
    [InlineData("viewer", false)]
    public async Task Answer_that_comes_later_decides_and_holds_up_no_thread(string user, bool granted)
    {
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TenancyHost host = Slow(answer.Task);
        await host.GetAsync();

        Task[] demanding = await Task.Run(
            () =>
            {
                using TenantScope scope = TenantContext.System("ops", "asks").Enter();
                return new[] { host.Access.DemandPermissionAsync(user, Deploy, Own, Cancellation).AsTask() };
            },
            Cancellation).WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        demanding[0].IsCompleted.Should().BeFalse();
        answer.SetResult();

        (await Record.ExceptionAsync(() => demanding[0]))?.GetType().Should().Be(granted ? null : typeof(TenantAccessDeniedException));
        demanding[0].IsCompletedSuccessfully.Should().Be(granted);
    }

    [Fact]
    public async Task Tenant_that_does_not_exist_is_denied()
    {
        Func<Task> demand = () => _host.Access.DemandPermissionAsync("operator", Deploy, PermissionScope.Tenant(TenantId.Parse("no-such")), Cancellation).AsTask();

        await demand.Should().ThrowAsync<TenantAccessDeniedException>();
    }

    private TenancyHost Slow(Task? answer = null) => new(services: services => services
        .AddSingleton(Interceptor.Slow(_host.Store))
        .AddSingleton<IRbacProvider>(Interceptor.Slow((IRbacAdministrator)_host.Rbac, after: _ => answer ?? Task.CompletedTask)));
}
