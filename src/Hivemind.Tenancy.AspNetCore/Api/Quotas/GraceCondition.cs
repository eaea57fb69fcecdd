using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// The conditions of a request that changes a tenant's grace. The entity tag (RFC 9110, strong) says which tenant, by its uid, and what the grace
/// in force says; <c>If-None-Match: *</c> that none is. What fits goes into the store's step, so that nothing comes between.
/// </summary>
internal sealed class GraceCondition(string? ifMatch, string? ifNoneMatch)
{
    public const string AboutMatch = "Only if the grace in force has one of these entity tags (412 else); * for any";
    public const string AboutNoneMatch = "* to grant only if no grace is in force (412 else)";

    /// <summary>How often the grace is looked at again that others change.</summary>
    private const int Attempts = 5;

    public static string TagOf(Tenant tenant, QuotaGrace grace)
    {
        ResourceAmounts ceiling = grace.Ceiling;
        IEnumerable<string> other = ceiling.Other.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Key}={r.Value:0.###}"));
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{grace.Until.UtcTicks} {ceiling.CpuCores:0.###} {ceiling.MemoryBytes} {ceiling.StorageBytes} {ceiling.Containers} {ceiling.Services} {string.Join(' ', other)}");
        return $"\"{tenant.Uid}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16))}\"";
    }

    /// <summary>Changes the grace, if what is in force fits.</summary>
    /// <param name="call">The request.</param>
    /// <param name="tenant">The tenant as it was found.</param>
    /// <param name="grace">The new grace; null takes it away.</param>
    /// <exception cref="TenantAccessDeniedException">The caller may not; this comes before the conditions.</exception>
    /// <exception cref="ApiProblemException">What is in force does not fit (412), or a header is malformed (400).</exception>
    public async ValueTask ApplyAsync(ApiCall call, Tenant tenant, QuotaGrace? grace)
    {
        for (int attempt = 1; ; attempt++)
        {
            ExpectedGrace? expected = await ExpectedAsync(call, tenant).ConfigureAwait(false);
            try
            {
                await call.Quotas.GrantGraceAsync(tenant, grace?.Ceiling ?? ResourceAmounts.None, grace?.Until ?? default, expected, call.Aborted).ConfigureAwait(false);
                return;
            }
            catch (GraceConflictException) when (attempt < Attempts)
            {
                // Somebody came before: what is there now may fit, too.
            }
        }
    }

    private async ValueTask<ExpectedGrace?> ExpectedAsync(ApiCall call, Tenant tenant)
    {
        if (ifMatch is null && ifNoneMatch is null)
        {
            return null;
        }

        if (ifNoneMatch is not (null or "*"))
        {
            throw ApiProblemException.Invalid("If-None-Match has to be *.");
        }

        QuotaGrace? current = (await call.Quotas.GetUsageAsync(tenant, call.Aborted).ConfigureAwait(false)).Grace;
        bool fits = EntityTags.Fits(ifMatch, current is null ? null : TagOf(tenant, current)) && (ifNoneMatch is null || current is null);
        if (!fits)
        {
            await call.Access.DemandPermissionAsync(call.UserId, TenancyPermissions.UpdateQuotas, PermissionScope.Global, call.Aborted).ConfigureAwait(false);
            throw new ApiProblemException(TenancyProblemDetails.GraceChanged(
                tenant.Id, current is null ? "No grace is in force." : "Another grace is in force than the request expects: read it again."));
        }

        return new ExpectedGrace(current);
    }
}
