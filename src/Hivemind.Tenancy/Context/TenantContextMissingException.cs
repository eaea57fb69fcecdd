namespace Hivemind.Tenancy;

/// <summary>There is no tenant context, and one is needed.</summary>
public sealed class TenantContextMissingException()
    : TenancyException("There is no tenant context. Enter one: using (context.Enter()) { ... }, or TenantContext.System(actor, reason) for work across tenants.");
