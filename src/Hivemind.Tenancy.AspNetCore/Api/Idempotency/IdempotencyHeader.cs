using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>The header <c>Idempotency-Key</c>: names one request of one user to one operation on one tenant, however often it is sent.</summary>
internal static class IdempotencyHeader
{
    public const string Name = "Idempotency-Key";
    public const string ReplayedName = "Idempotent-Replayed";

    public const string About =
        "Names this request, 1 to 255 visible ASCII characters. Sent again with the same body within 24 hours, on any host, it is not done "
        + "twice: it is answered with what it made, as that is now, and Idempotent-Replayed: true; once that is gone, it is refused";

    private const int LongestKey = 255;

    /// <summary>The header as it is; null when there is none.</summary>
    /// <exception cref="ApiProblemException">It is not 1 to 255 visible ASCII characters.</exception>
    public static string? Validated(string? header) =>
        header is null || (header.Length is > 0 and <= LongestKey && header.All(c => c is > ' ' and <= '~')) ? header : throw ApiProblemException.Invalid(
            $"{Name} has to be 1 to {LongestKey} visible ASCII characters.");

    /// <summary>The key of a request.</summary>
    /// <param name="call">Who asks. Users are told apart by a hash: a key outlives what is known of its user.</param>
    /// <param name="header">The header as <see cref="Validated"/>.</param>
    /// <param name="operation">What the route does.</param>
    /// <param name="tenant">In which tenant, by its uid; null for none.</param>
    /// <param name="body">All that is asked for, in one form.</param>
    public static IdempotencyKey KeyOf(ApiCall call, string header, string operation, TenantUid? tenant, ReadOnlySpan<byte> body) =>
        new($"{operation} {tenant?.ToString() ?? "-"} {Hash(Encoding.UTF8.GetBytes(call.UserId))}", header, Hash(body));

    /// <summary>Says in the answer whether the request was done before.</summary>
    public static void MarkReplay(HttpContext http, bool isReplayed)
    {
        if (isReplayed)
        {
            http.Response.Headers[ReplayedName] = "true";
        }
    }

    private static string Hash(ReadOnlySpan<byte> text) => Convert.ToHexStringLower(SHA256.HashData(text));
}
