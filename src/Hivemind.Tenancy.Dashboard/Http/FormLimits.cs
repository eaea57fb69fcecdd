using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>How much a form may hold. It is read before anything else is done with it, so that nothing larger is kept in memory.</summary>
internal static class FormLimits
{
    /// <summary>Most bytes of a body: the longest that a tenant may say in one form (1,000 namespaces, 64 labels, each character in nine bytes) fits.</summary>
    public const int Bytes = 256 * 1024;

    /// <summary>Most fields of a form.</summary>
    public const int Fields = 1024;

    private static readonly FormOptions Options = new()
    {
        KeyLengthLimit = 2 * TenancyLimits.ResourceNameLength,
        ValueLengthLimit = Bytes,
        ValueCountLimit = Fields,
        MultipartBodyLengthLimit = Bytes,
    };

    /// <summary>Reads the form of a change, within the limits. A host's own limit that is lower stays.</summary>
    /// <exception cref="DashboardException">It is too large, or has too many fields.</exception>
    public static async Task ReadAsync(HttpContext http)
    {
        HttpRequest request = http.Request;
        if (request.ContentLength > Bytes)
        {
            throw TooMuch();
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false, MaxRequestBodySize: null or > Bytes } size)
        {
            size.MaxRequestBodySize = Bytes;
        }

        if (!request.HasFormContentType)
        {
            return;
        }

        if (http.Features.Get<IFormFeature>()?.Form is null)
        {
            http.Features.Set<IFormFeature>(new FormFeature(request, Options));
        }

        try
        {
            if ((await request.ReadFormAsync(http.RequestAborted).ConfigureAwait(false)).Count > Fields)
            {
                throw TooMuch();
            }
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            throw TooMuch();
        }
    }

    private static DashboardException TooMuch() => new(StatusCodes.Status413PayloadTooLarge, ErrorText.TooMuch);
}
