namespace Hivemind.Tenancy;

/// <summary>What <see cref="Tenant"/> and <see cref="TenantSpec"/> ask of their collections, and may be asked about them.</summary>
internal static class TenantRules
{
    public static IReadOnlyList<string> Namespaces(IReadOnlyList<string> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        ValueList<string> set = ValueList<string>.CreateSet(value.Select(n => Requires.Label(n, "Namespace", nameof(value))));
        return set.Count <= TenancyLimits.Namespaces ? set : throw new ArgumentException(
            $"{set.Count} namespaces: at most {TenancyLimits.Namespaces} are allowed.", nameof(value));
    }

    /// <summary>Whether the namespace belongs to the tenant. A binary search: a tenant keeps its namespaces in ordinal order, and access is asked often.</summary>
    public static bool HasNamespace(Tenant tenant, string namespaceName)
    {
        int low = 0;
        int high = tenant.Namespaces.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = string.CompareOrdinal(tenant.Namespaces[middle], namespaceName);
            if (order == 0)
            {
                return true;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return false;
    }
}
