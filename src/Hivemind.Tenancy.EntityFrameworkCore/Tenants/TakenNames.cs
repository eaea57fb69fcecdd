using System.Data.Common;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Which of a tenant's name and namespaces another tenant has, read within a step.</summary>
internal sealed class TakenNames(Tenant tenant)
{
    private readonly List<string> _namespaces = [];
    private bool _isNameTaken;

    public IReadOnlyList<TenancyStatement> Statements { get; } =
    [
        new TenancyStatement("SELECT id FROM tenants WHERE name_key = @p1 AND id <> @p2").With(TenantMapping.NameKey(tenant.Name)).With(tenant.Id.Value),
        .. tenant.Namespaces.Count == 0
            ? Array.Empty<TenancyStatement>()
            : [new TenancyStatement($"SELECT name FROM namespaces WHERE tenant_id <> @p1 AND name IN {TenancyStatement.In(2, tenant.Namespaces.Count)}")
                .With(tenant.Id.Value).WithAll(tenant.Namespaces)],
    ];

    /// <summary>Reads a row that answers one of the statements; any other is not about this.</summary>
    public void Read(int statement, DbDataReader reader)
    {
        if (statement == 0)
        {
            _isNameTaken = true;
        }
        else if (statement == 1)
        {
            _namespaces.Add(reader.GetString(0));
        }
    }

    /// <exception cref="TenantConflictException">Another tenant has the name or a namespace of this one.</exception>
    public void EnsureNone()
    {
        if (_isNameTaken)
        {
            throw new TenantConflictException(TenantConflictKind.Name, tenant.Name);
        }

        if (_namespaces.Min(StringComparer.Ordinal) is { } taken)
        {
            throw new TenantConflictException(TenantConflictKind.Namespace, taken);
        }
    }
}
