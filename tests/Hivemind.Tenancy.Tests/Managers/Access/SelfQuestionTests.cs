namespace Hivemind.Tenancy.Tests;

/// <summary>Of oneself everything may be asked, and of what one cannot see the answer is that of what is not there.</summary>
public sealed class SelfQuestionTests : IAsyncLifetime
{
    private static readonly Permission Read = new("pods", "read");

    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Places => ["", "/acme-web", "/acme-web/api", "/nowhere"];

    public async ValueTask InitializeAsync() => await _host.CreateAsync("acme", namespaces: "acme-web");

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Tenant_that_one_cannot_see_is_as_one_that_is_not_there(string place)
    {
        using TenantScope scope = TenantContext.User(Some.User).Enter();

        string existing = await AllAnswersAsync("acme", place);
        string absent = await AllAnswersAsync("none", place);

        existing.Replace("acme", "none", StringComparison.Ordinal).Should().Be(absent.Replace("acme", "none", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_sees_it_is_told_more()
    {
        Tenant acme = await _host.GetAsync();
        await _host.BindAsync(Some.User, BuiltInRoles.TenantViewer, PermissionScope.Namespace(acme, "acme-web"));
        using TenantScope scope = TenantContext.User(Some.User).Enter();

        AccessExplanation why = await _host.Access.ExplainAccessAsync(Some.User, Read, PermissionScope.Tenant(Some.TenantId), Cancellation);

        why.Reason.Should().Contain("has no grant");
        why.Scope.TenantUid.Should().Be(acme.Uid);
    }

    private async Task<string> AllAnswersAsync(string id, string place)
    {
        _host.Events.Clear();
        PermissionScope scope = PermissionScope.Parse(id + place);
        TenantReference tenant = scope.Reference!.Value;
        AccessExplanation access = await _host.Access.ExplainAccessAsync(Some.User, tenant, Cancellation);
        AccessExplanation permission = await _host.Access.ExplainAccessAsync(Some.User, Read, scope, Cancellation);
        Exception demand = (await Record.ExceptionAsync(async () => await _host.Access.DemandPermissionAsync(Some.User, Read, scope, Cancellation)))!;
        return string.Join('\n', [
            $"{await _host.Access.CheckTenantAccessAsync(Some.User, tenant, Cancellation)}",
            $"{await _host.Access.CheckPermissionAsync(Some.User, Read, scope, Cancellation)}",
            $"{access.IsGranted} {access.Scope} {access.Reason}",
            $"{permission.IsGranted} {permission.Scope} {permission.Reason}",
            $"{demand.GetType()} {demand.Message} {(demand as TenantAccessDeniedException)?.Scope}",
            .. _host.Events.All.Select(e => $"{e.GetType()} {e.TenantId} {e.TenantUid} {((AccessRefused)e).Scope} {((AccessRefused)e).Reason}")]);
    }
}
