using System.Buffers.Text;
using System.Text;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Where the next page begins: after the last id of this one, so that pages neither repeat nor skip while others write. Opaque to callers:
/// the first byte is the version of what follows.
/// </summary>
internal static class Cursor
{
    private const byte Version = 1;
    private const int LongestText = 2048;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string After(string id) => Base64Url.EncodeToString([Version, .. Encoding.UTF8.GetBytes(id)]);

    /// <summary>Reads a cursor.</summary>
    /// <param name="cursor">As it was sent.</param>
    /// <param name="maxLength">How long what it stands for may be.</param>
    /// <returns>The id; null when there is no cursor.</returns>
    /// <exception cref="ApiProblemException">It is none of ours.</exception>
    public static string? Read(string? cursor, int maxLength = TenancyLimits.AllocationIdLength)
    {
        if (cursor is null)
        {
            return null;
        }

        try
        {
            byte[] bytes = cursor.Length <= LongestText ? Base64Url.DecodeFromChars(cursor) : [];
            if (bytes is [Version, .. byte[] id] && id.Length > 0)
            {
                return QueryText.Line(Strict.GetString(id), "cursor", maxLength);
            }
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            // Said below.
        }

        throw Malformed();
    }

    /// <exception cref="ApiProblemException">It is none of ours.</exception>
    public static TenantId? ReadTenant(string? cursor) =>
        Read(cursor) is not { } id ? null : TenantId.TryParse(id, out TenantId tenantId) ? tenantId : throw Malformed();

    public static ApiProblemException Malformed() => ApiProblemException.Invalid("cursor has to be the next_cursor of the page before.");
}
