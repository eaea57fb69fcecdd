namespace Hivemind.Tenancy;

/// <summary>What <see cref="IAccessManager.ForgetUserAsync"/> did.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Bindings">The bindings that were taken away.</param>
/// <param name="Groups">The groups that the user was taken out of.</param>
/// <param name="OwnedTenants">
/// Tenants the user still owns, in ordinal order of their ids, at most 1,000 of them: give each another owner with
/// <see cref="ITenantManager.UpdateTenantAsync"/>, or delete it.
/// </param>
public sealed record ForgottenUser(
    string UserId, IReadOnlyList<RoleBinding> Bindings, IReadOnlyList<GroupReference> Groups, IReadOnlyList<TenantId> OwnedTenants);
