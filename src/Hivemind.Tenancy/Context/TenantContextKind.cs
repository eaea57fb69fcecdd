namespace Hivemind.Tenancy;

/// <summary>For whom a <see cref="TenantContext"/> acts, and so what managers let it do. The package's README has the table, verb by kind.</summary>
public enum TenantContextKind
{
    /// <summary>For a user in one tenant: every other tenant is not found. Managers ask for a permission where the operation is not the tenant's everyday one.</summary>
    Tenant = 1,

    /// <summary>For a user, in no tenant: each operation asks for the user's own rights at its target.</summary>
    User = 2,

    /// <summary>For an actor with a reason, over all tenants or bound to one: everything there.</summary>
    System = 3,

    /// <summary>For nobody, at a tenant that was named before anybody signed in: nothing at any manager but the verified door.</summary>
    Visitor = 4,
}
