namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Whose past is asked for: the tenant's that is there, or by its uid that of one that may be gone, which the managers decide over.</summary>
internal static class PastTenant
{
    public const string About = "Which tenant of that id, also when it is gone; the one that is there unless given";

    /// <exception cref="ApiProblemException">There is none that the caller has access to, or the uid is none.</exception>
    public static async ValueTask<TenantReference> FindAsync(ApiCall call, string tenantId, string? tenantUid)
    {
        if (tenantUid is null)
        {
            return await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        }

        return TenantUid.TryParse(tenantUid, out TenantUid uid) && TenantId.TryParse(tenantId, out TenantId id)
            ? new TenantReference(id, uid)
            : throw ApiProblemException.Invalid("tenant_uid has to be the uid of a tenant, after the id of that tenant.");
    }

    /// <exception cref="ApiProblemException">It is missing, or no time.</exception>
    public static DateTimeOffset Time(string? text, string name) =>
        QueryText.Time(text, name) ?? throw ApiProblemException.Invalid($"{name} is required.");
}
