namespace Hivemind.Tenancy;

/// <summary><see cref="TenantContext.Current"/> and <see cref="TenantContext.Required"/> for injection.</summary>
public interface ITenantContextAccessor
{
    /// <summary>The context of the current flow; null when there is none.</summary>
    TenantContext? Current { get; }

    /// <summary>The context of the current flow.</summary>
    /// <exception cref="TenantContextMissingException">There is none.</exception>
    TenantContext Required { get; }
}
