namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>To which tenant a namespace belongs.</summary>
internal static class NamespaceSql
{
    /// <summary>One statement; none where there is nothing to add.</summary>
    public static IEnumerable<TenancyStatement> Add(TenantId tenantId, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            string rows = string.Join(", ", names.Select((_, i) => $"(@p{i + 2}, @p1)"));
            yield return new TenancyStatement($"INSERT INTO namespaces (name, tenant_id) VALUES {rows}").With(tenantId.Value).WithAll(names);
        }
    }

    public static TenancyStatement Remove(TenantId tenantId, IReadOnlyCollection<string> names) =>
        new TenancyStatement($"DELETE FROM namespaces WHERE tenant_id = @p1 AND name IN {TenancyStatement.In(2, names.Count)}")
            .With(tenantId.Value).WithAll(names);
}
