using Hivemind.Tenancy.Dashboard.Pages;
using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Loads what the page of members shows to this user.</summary>
internal sealed class MembersLoader(DashboardCall call, Tenant tenant)
{
    public async ValueTask<MembersModel> LoadAsync(DashboardForm form)
    {
        PermissionScope scope = PermissionScope.Tenant(tenant);
        bool mayRead = await call.MayAsync(TenancyPermissions.ReadBindings, scope).ConfigureAwait(false);
        (string user, string permission, IReadOnlyList<string>? answer) = await AskAsync().ConfigureAwait(false);
        bool isKeptHere = call.Find<IRbacProvider>() is IRbacAdministrator;
        bool isListed = mayRead && isKeptHere;
        bool mayReadPlatform = isListed && await call.MayAsync(TenancyPermissions.ReadBindings, PermissionScope.Global).ConfigureAwait(false);
        bool mayChange = isListed && await call.MayAsync(TenancyPermissions.UpdateBindings, scope).ConfigureAwait(false);
        IReadOnlyList<Role> roles = isListed ? await call.Access.ListRolesAsync(call.Aborted).ConfigureAwait(false) : [];
        return new MembersModel
        {
            Frame = call.Frame(call.Texts["Members of {0}", tenant.Name], tenant, $"/{tenant.Id}/live"),
            Tenant = tenant,
            Bindings = isListed ? Sorted(await call.Access.ListBindingsAsync(new RoleBindingQuery { Tenant = tenant }, call.Aborted).ConfigureAwait(false)) : null,
            Platform = mayReadPlatform
                ? Sorted((await call.Access.ListBindingsAsync(null, call.Aborted).ConfigureAwait(false)).Where(b => b.Scope.Kind == PermissionScopeKind.Global))
                : null,
            MayAsk = mayRead,
            IsKeptHere = isKeptHere,
            Roles = [.. roles.Where(r => r.Tenant is not { } owner || owner.Names(tenant)).OrderBy(r => r.Id, StringComparer.Ordinal)],
            MayChange = mayChange,
            Form = form,
            AskedUser = user,
            AskedPermission = permission,
            Answer = answer,
        };
    }

    private static RoleBinding[] Sorted(IEnumerable<RoleBinding> bindings) =>
        [.. bindings.OrderBy(b => b.Subject.ToString(), StringComparer.Ordinal).ThenBy(b => b.Role.Id, StringComparer.Ordinal).ThenBy(b => b.Scope.ToString(), StringComparer.Ordinal)];

    private async ValueTask<(string User, string Permission, IReadOnlyList<string>? Answer)> AskAsync()
    {
        string user = call.Http.Request.Query["user"].ToString().Trim();
        string permission = call.Http.Request.Query["permission"].ToString().Trim();
        if (user.Length == 0)
        {
            return (user, permission, null);
        }

        if (user.Length > TenancyLimits.UserIdLength || user.Any(char.IsControl))
        {
            return (user, permission, [call.Texts["That is no user id."]]);
        }

        Permission asked = default;
        if (permission.Length > 0 && !Permission.TryParse(permission, out asked))
        {
            return (user, permission, [call.Texts["A permission is written as resource:action, for instance apps:deploy."]]);
        }

        AccessQuestion question = new(call, tenant);
        return (user, permission, permission.Length > 0
            ? await question.ExplainAsync(user, asked).ConfigureAwait(false)
            : await question.ExplainAsync(user).ConfigureAwait(false));
    }
}
