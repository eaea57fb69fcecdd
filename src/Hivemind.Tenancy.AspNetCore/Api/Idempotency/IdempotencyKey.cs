using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>The header <c>Idempotency-Key</c>: names one request of one user, however often it is sent.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";
    public const string About = "Names this request, 1 to 255 visible ASCII characters: sent again with the same body it is not done twice";
    public const string ReplayedHeader = "Idempotent-Replayed";

    private const int LongestKey = 255;

    /// <summary>The key as it is; null when there is none.</summary>
    /// <exception cref="ApiProblemException">It is not 1 to 255 visible ASCII characters.</exception>
    public static string? Validated(string? key) =>
        key is null || (key.Length is > 0 and <= LongestKey && key.All(c => c is > ' ' and <= '~')) ? key : throw ApiProblemException.Invalid(
            $"{Header} has to be 1 to {LongestKey} visible ASCII characters.");

    /// <summary>The refusal of a key that stands for another request.</summary>
    public static ApiProblemException Reused() => new(TenancyProblemDetails.Create(
        StatusCodes.Status422UnprocessableEntity,
        TenancyProblemTypes.IdempotencyKeyReused,
        "The key was used for another request.",
        $"Give every request an {Header} of its own, and repeat one only with the same body."));

    public static string Hash(string text) => Hash(Encoding.UTF8.GetBytes(text));

    public static string Hash(ReadOnlySpan<byte> text) => Convert.ToHexStringLower(SHA256.HashData(text));
}
