namespace Hivemind.Tenancy;

/// <summary>Who may call the verbs of <see cref="IAccessManager"/>.</summary>
internal static class AccessCallers
{
    /// <summary>What is asked for here is asked of those who ask about another; of oneself, and as of what is there for the caller, all may ask.</summary>
    public static readonly CallerRule CheckTenantAccess = Question(nameof(IAccessManager.CheckTenantAccessAsync), CallerNeed.Reach);

    /// <inheritdoc cref="CheckTenantAccess"/>
    public static readonly CallerRule CheckPermission = Question(nameof(IAccessManager.CheckPermissionAsync), CallerNeed.Reach);

    /// <inheritdoc cref="CheckTenantAccess"/>
    public static readonly CallerRule DemandPermission = Question(nameof(IAccessManager.DemandPermissionAsync), CallerNeed.Reach);

    /// <inheritdoc cref="CheckTenantAccess"/>
    public static readonly CallerRule ExplainAccess = Question(
        nameof(IAccessManager.ExplainAccessAsync), CallerNeed.AtTarget(TenancyPermissions.ReadBindings));

    /// <inheritdoc cref="CheckTenantAccess"/>
    public static readonly CallerRule GetAccessibleTenants = new(
        nameof(IAccessManager.GetAccessibleTenantsAsync), CallerNeed.Reach, CallerNeed.AtGlobal(TenancyPermissions.ReadBindings));

    public static readonly CallerRule ListRoles = new(nameof(IAccessManager.ListRolesAsync), CallerNeed.Reach);
    public static readonly CallerRule SetRole = new(nameof(IAccessManager.SetRoleAsync), CallerNeed.AtGlobal(TenancyPermissions.UpdateRoles));
    public static readonly CallerRule RemoveRole = new(nameof(IAccessManager.RemoveRoleAsync), CallerNeed.AtGlobal(TenancyPermissions.UpdateRoles));

    /// <summary>Beside it, all that the role grants.</summary>
    public static readonly CallerRule BindRole = new(nameof(IAccessManager.BindRoleAsync), CallerNeed.AtTarget(TenancyPermissions.UpdateBindings));

    public static readonly CallerRule UnbindRole = new(nameof(IAccessManager.UnbindRoleAsync), CallerNeed.AtTarget(TenancyPermissions.UpdateBindings));
    public static readonly CallerRule ListBindings = new(nameof(IAccessManager.ListBindingsAsync), CallerNeed.AtTarget(TenancyPermissions.ReadBindings));

    /// <summary>Beside it, all that the group is granted.</summary>
    public static readonly CallerRule AddGroupMember = new(nameof(IAccessManager.AddGroupMemberAsync), CallerNeed.AtGlobal(TenancyPermissions.UpdateGroups));

    public static readonly CallerRule RemoveGroupMember = new(nameof(IAccessManager.RemoveGroupMemberAsync), CallerNeed.AtGlobal(TenancyPermissions.UpdateGroups));

    /// <summary>Beside it <see cref="TenancyPermissions.UpdateGroups"/>.</summary>
    public static readonly CallerRule ForgetUser = new(nameof(IAccessManager.ForgetUserAsync), CallerNeed.AtGlobal(TenancyPermissions.UpdateBindings));

    public static readonly CallerRule ListGroups = new(nameof(IAccessManager.ListGroupsAsync), CallerNeed.AtGlobal(TenancyPermissions.ReadGroups));
    public static readonly CallerRule ListGroupMembers = new(nameof(IAccessManager.ListGroupMembersAsync), CallerNeed.AtGlobal(TenancyPermissions.ReadGroups));

    private static CallerRule Question(string verb, CallerNeed inTenant) => new(verb, inTenant, CallerNeed.AtTarget(TenancyPermissions.ReadBindings));
}
