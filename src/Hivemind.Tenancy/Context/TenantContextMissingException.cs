namespace Hivemind.Tenancy;

/// <summary>There is no tenant context that may do this: none at all, or one of a kind that may not.</summary>
/// <param name="kind">The kind of the context that is there; null when there is none.</param>
public sealed class TenantContextMissingException(TenantContextKind? kind = null) : TenancyException(kind switch
{
    null => "Nobody acts here: there is no tenant context. For a user's request enter the one that GetTenantContextAsync gives; for the host's own work "
        + "add: using (TenantContext.System(\"setup\", \"seed tenants\").Enter()) { ... }. What an awaited method enters is lost to its caller: enter where the work is done.",
    TenantContextKind.Visitor => "A visitor, who has not signed in, may do nothing here: let a user pass the verified door, GetTenantContextAsync.",
    _ => $"The context is of kind {kind}, and this takes one for a user in a tenant: the one that GetTenantContextAsync gives.",
})
{
    /// <summary>The kind of the context that is there; null when there is none.</summary>
    public TenantContextKind? Kind { get; } = kind;
}
