using System.Globalization;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>A place in the order of all tenants' usage: a share and an id, which is all that the order looks at.</summary>
internal static class UsageCursor
{
    public static string After(TenantUsage usage) => Cursor.After(string.Create(CultureInfo.InvariantCulture, $"{usage.Share} {usage.TenantId}"));

    /// <returns>A usage that stands there; null when there is no cursor.</returns>
    /// <exception cref="ApiProblemException">It is none of ours.</exception>
    public static TenantUsage? Read(string? cursor)
    {
        if (Cursor.Read(cursor) is not { } place)
        {
            return null;
        }

        return place.Split(' ') is [string share, string id]
            && int.TryParse(share, NumberStyles.None, CultureInfo.InvariantCulture, out int thousandths)
            && TenantId.TryParse(id, out TenantId tenantId)
            ? new TenantUsage(tenantId, default, default, [], 0, 0, null) { Share = thousandths }
            : throw Cursor.Malformed();
    }
}
