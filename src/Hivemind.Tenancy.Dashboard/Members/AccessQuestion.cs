using Hivemind.Tenancy.Dashboard.Pages;
using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>
/// What somebody may do in a tenant, and why. A permission that operations ask for at Global scope is explained there: what is held in the tenant, or
/// by owning it, does not count.
/// </summary>
internal sealed class AccessQuestion(DashboardCall call, Tenant tenant)
{
    /// <summary>Whether they have access at all.</summary>
    public async ValueTask<IReadOnlyList<string>> ExplainAsync(string user) =>
        new AccessSentence(call.Texts).Explain(await call.Access.ExplainAccessAsync(user, tenant, call.Aborted).ConfigureAwait(false));

    /// <summary>Whether they may do something.</summary>
    public async ValueTask<IReadOnlyList<string>> ExplainAsync(string user, Permission permission)
    {
        bool isGlobalOnly = TenancyPermissions.AtGlobalScopeOnly.Contains(permission);
        bool mayKnow = user == call.UserId || await call.MayAsync(TenancyPermissions.ReadBindings, PermissionScope.Global).ConfigureAwait(false);
        if (isGlobalOnly && !mayKnow && call.Find<IRbacProvider>() is not IRbacAdministrator)
        {
            return [call.Texts["That is decided on the whole platform, and you may not see who may what there."]];
        }

        PermissionScope scope = isGlobalOnly && mayKnow ? PermissionScope.Global : PermissionScope.Tenant(tenant);
        AccessExplanation explanation = await call.Access.ExplainAccessAsync(user, permission, scope, call.Aborted).ConfigureAwait(false);
        if (isGlobalOnly)
        {
            // Asked at the tenant, a grant at Global scope is among the others, without its name.
            explanation = new AccessExplanation(
                user, permission, PermissionScope.Global, explanation.Grants.Where(g => g.Scope.Kind == PermissionScopeKind.Global), explanation.Reason);
        }

        IReadOnlyList<string> sentences = new AccessSentence(call.Texts).Explain(explanation);
        return LimitOf(explanation, permission, isGlobalOnly) is { } limit ? [.. sentences, call.Texts[limit]] : sentences;
    }

    /// <summary>What has to be said beside the answer, a key of <see cref="DashboardTexts"/>; null for nothing.</summary>
    private static string? LimitOf(AccessExplanation explanation, Permission permission, bool isGlobalOnly)
    {
        if (!explanation.IsGranted)
        {
            return isGlobalOnly ? "That takes a role on the whole platform. A role in this tenant, or owning it, is not enough." : null;
        }

        bool isHeldInTenant = explanation.Grants.All(g => g.Scope.Kind != PermissionScopeKind.Global);
        bool countsInPart = TenancyPermissions.AtGlobalScopeInPart.Concat(TenancyPermissions.AtGlobalScopeOnly).Any(permission.Covers);
        return isHeldInTenant && countsInPart ? "Some of what it is for takes it on the whole platform, where they do not have it." : null;
    }
}
