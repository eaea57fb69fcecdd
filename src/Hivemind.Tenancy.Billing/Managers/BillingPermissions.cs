namespace Hivemind.Tenancy.Billing;

/// <summary>The permissions that this package asks for.</summary>
public static class BillingPermissions
{
    /// <summary>
    /// <c>statements:read</c>, beside what <see cref="IUsageMeter"/> asks for: at Tenant scope; of a tenant that is gone, at Global scope. The built-in roles that read
    /// everything, and the owner, have it.
    /// </summary>
    public static Permission ReadStatements { get; } = new("statements", "read");
}
