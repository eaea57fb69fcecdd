namespace Hivemind.Tenancy.Testing;

/// <summary>The words in which cases about the two questions are written.</summary>
internal abstract class RbacProviderCases : ConformanceCases<RbacProviderHarness>
{
    protected static readonly TenantId Acme = TenantId.Parse("acme");

    protected IRbacProvider Rbac => Harness.Rbac;

    protected static PermissionScope In(string scope) => PermissionScope.Parse(scope);

    protected async Task GrantAsync(string userId, string scope, params string[] permissions) => await Harness.GrantAsync(
        userId, new Role("role-" + string.Join('-', permissions), [.. permissions.Select(Permission.Parse)]), In(scope), Cancellation);

    protected async Task<bool> MayAsync(string userId, string permission, string scope) =>
        await Rbac.IsGrantedAsync(userId, Permission.Parse(permission), In(scope), Cancellation);

    protected async Task<IEnumerable<string>> ScopesAsync(string userId) =>
        (await Rbac.GetScopesAsync(userId, Cancellation)).Scopes.Select(s => s.ToString()).Order(StringComparer.Ordinal);
}
