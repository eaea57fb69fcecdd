using System.Globalization;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>A place in the order of all tenants' usage, the fullest quota first: a share and an id, which is all that the order looks at.</summary>
/// <param name="Share">The <see cref="TenantUsage.Share"/>.</param>
/// <param name="TenantId">The tenant that stands there.</param>
public sealed record UsagePlace(int Share, TenantId TenantId)
{
    private const char Separator = '_'; // in no tenant's id

    /// <summary>As the address has it: <c>850_acme</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Share}{Separator}{TenantId}");

    /// <summary>Where a usage stands.</summary>
    internal static UsagePlace Of(TenantUsage usage) => new(usage.Share, usage.TenantId);

    /// <summary>Reads what <see cref="ToString"/> writes; null when it is no place.</summary>
    internal static UsagePlace? Find(string? text) =>
        text?.Split(Separator) is [string share, string id]
        && int.TryParse(share, NumberStyles.None, CultureInfo.InvariantCulture, out int thousandths)
        && TenantId.TryParse(id, out TenantId tenantId) ? new UsagePlace(thousandths, tenantId) : null;

    /// <summary>A usage that stands there.</summary>
    internal TenantUsage ToUsage() => new(TenantId, default, default, [], 0, 0, null) { Share = Share };
}
