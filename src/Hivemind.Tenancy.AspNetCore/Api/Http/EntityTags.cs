using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// The entity tag of a tenant (RFC 9110, strong): its uid and version, so that a tag read from a tenant that was deleted never fits
/// the one made again under its id.
/// </summary>
internal static class EntityTags
{
    public const string About = "Only if the tenant is at one of these entity tags (412 else); * for any";

    public static string Of(Tenant tenant) => string.Create(CultureInfo.InvariantCulture, $"\"{tenant.Uid}-{tenant.Version}\"");

    /// <summary>Whether <c>If-Match</c> fits a tenant that is there; it does when there is none.</summary>
    /// <param name="ifMatch">The header; null when there is none.</param>
    /// <param name="tenant">The tenant as it is now.</param>
    /// <exception cref="ApiProblemException">The header is malformed (400).</exception>
    public static bool Fits(string? ifMatch, Tenant tenant) => Fits(ifMatch, Of(tenant));

    /// <summary>Whether <c>If-Match</c> fits what has an entity tag; it does when there is no such header.</summary>
    /// <param name="ifMatch">The header; null when there is none.</param>
    /// <param name="current">The tag as it is now; null for what is not there, which no tag fits, nor <c>*</c>.</param>
    /// <exception cref="ApiProblemException">The header is malformed (400).</exception>
    public static bool Fits(string? ifMatch, string? current)
    {
        IReadOnlyList<string>? tags = Strong(ifMatch);
        return tags is null
            ? ifMatch is null || current is not null
            : current is not null && tags.Contains(current, StringComparer.Ordinal);
    }

    /// <summary>The strong tags of <c>If-Match</c>, in quotes; null when any fits.</summary>
    /// <param name="ifMatch">The header; null when there is none.</param>
    /// <exception cref="ApiProblemException">The header is malformed (400).</exception>
    public static IReadOnlyList<string>? Strong(string? ifMatch)
    {
        if (ifMatch is null)
        {
            return null;
        }

        if (!EntityTagHeaderValue.TryParseStrictList([ifMatch], out IList<EntityTagHeaderValue>? tags) || tags.Count == 0)
        {
            throw ApiProblemException.Invalid("If-Match has to be * or a list of entity tags in quotes.");
        }

        if (tags.Any(t => t.Equals(EntityTagHeaderValue.Any)))
        {
            return tags.Count == 1 ? null : throw ApiProblemException.Invalid("In If-Match * stands alone.");
        }

        return [.. tags.Where(t => !t.IsWeak).Select(t => t.Tag.ToString())];
    }

    /// <summary>The refusal of tags that do not fit.</summary>
    public static ApiProblemException Mismatch(Tenant tenant) => new(TenancyProblemDetails.Create(
        StatusCodes.Status412PreconditionFailed,
        TenancyProblemTypes.VersionConflict,
        "The tenant was changed since.",
        "If-Match fits another version of the tenant: read it again.").With("actual_version", tenant.Version));
}
