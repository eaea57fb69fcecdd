namespace Hivemind.Tenancy;

internal sealed class TenantContextAccessor : ITenantContextAccessor
{
    public TenantContext? Current => TenantContext.Current;

    public TenantContext Required => TenantContext.Required;
}
