namespace Hivemind.Tenancy.Storage;

/// <summary>Which bindings are one, and which ends first.</summary>
internal static class RoleBindingOrder
{
    /// <summary>Of one subject, role and scope there is one binding, whenever it ends.</summary>
    public static readonly IEqualityComparer<RoleBinding> Same = EqualityComparer<RoleBinding>.Create(
        (a, b) => a!.Subject == b!.Subject && a.Role == b.Role && a.Scope == b.Scope,
        binding => HashCode.Combine(binding.Subject, binding.Role, binding.Scope));

    /// <summary>By the end, among bindings that have one.</summary>
    public static readonly IComparer<RoleBinding> ByEnd = Comparer<RoleBinding>.Create((a, b) =>
    {
        int order = Nullable.Compare(a.EndsAt, b.EndsAt);
        order = order != 0 ? order : string.CompareOrdinal(a.Subject.ToString(), b.Subject.ToString());
        order = order != 0 ? order : string.CompareOrdinal(a.Role.ToString(), b.Role.ToString());
        return order != 0 ? order : string.CompareOrdinal(a.Scope.ToString(), b.Scope.ToString());
    });
}
