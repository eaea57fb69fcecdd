namespace Hivemind.Tenancy.Testing;

/// <summary>The words in which cases about the two questions are written.</summary>
internal abstract class RbacProviderCases : ConformanceCases<RbacProviderHarness>
{
    protected static readonly TenantId Acme = TenantId.Parse("acme");

    protected IRbacProvider Rbac => Harness.Rbac;

    protected async Task GrantAsync(string userId, string scope, params string[] permissions) => await Harness.GrantAsync(
        userId, new Role("role-" + string.Join('-', permissions), [.. permissions.Select(Permission.Parse)]), In(scope), Cancellation);

    protected async Task<bool> MayAsync(string userId, string permission, string scope) =>
        await Rbac.IsGrantedAsync(userId, Permission.Parse(permission), In(scope), Cancellation);

    protected async Task<IEnumerable<string>> ScopesAsync(string userId) =>
        (await Rbac.GetScopesAsync(userId, Cancellation)).Scopes.Select(Plain).Order(StringComparer.Ordinal);
}
