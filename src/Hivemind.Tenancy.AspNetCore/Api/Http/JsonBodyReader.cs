using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Reads a body of limited length and one of some content types.</summary>
internal static class JsonBodyReader
{
    public const string Json = "application/json";
    public const string MergePatch = "application/merge-patch+json";

    private const int ChunkBytes = 16 << 10;

    /// <exception cref="ApiProblemException">Its content type is another (415), or it is too long (413).</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, string[] contentTypes, long maxBytes)
    {
        EnsureContentType(request.ContentType, contentTypes);
        if (request.ContentLength > maxBytes)
        {
            throw TooLong(maxBytes);
        }

        ArrayBufferWriter<byte> buffer = new();
        int read;
        while ((read = await ReadAsync(request, buffer.GetMemory(ChunkBytes)).ConfigureAwait(false)) > 0)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > maxBytes)
            {
                throw TooLong(maxBytes);
            }
        }

        return buffer.WrittenMemory;
    }

    /// <summary>The answer to any other content type.</summary>
    public static ApiProblemException UnsupportedContentType(params string[] contentTypes) => ApiProblemException.Invalid(
        $"The body has to be {string.Join(" or ", contentTypes)} in UTF-8.", StatusCodes.Status415UnsupportedMediaType);

    private static async ValueTask<int> ReadAsync(HttpRequest request, Memory<byte> buffer)
    {
        try
        {
            return await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidOperationException or (IOException and not BadHttpRequestException))
        {
            // What a server throws for a trailer that is no text, and for a chunk whose size no number can hold.
            throw ApiProblemException.Invalid("The body cannot be read to its end.");
        }
    }

    private static void EnsureContentType(string? contentType, string[] contentTypes)
    {
        bool accepted = MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
            && contentTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
        if (!accepted)
        {
            throw UnsupportedContentType(contentTypes);
        }
    }

    private static ApiProblemException TooLong(long maxBytes) => ApiProblemException.Invalid(
        $"The body is longer than {maxBytes} bytes.", StatusCodes.Status413PayloadTooLarge);
}
