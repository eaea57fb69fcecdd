using System.Diagnostics;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Writes a problem as the answer: through the host's <see cref="IProblemDetailsService"/>, if it has one that will, so that its customizations apply.</summary>
internal static class ProblemWriter
{
    private const string RetryAfterSeconds = "1";
    private const string TraceId = "traceId";

    /// <summary>
    /// Whether a problem can still be the answer: nothing has been sent, nor waits to be sent, such as the beginning of an array whose next item
    /// was not to be had. That cannot be taken back.
    /// </summary>
    public static bool CanWrite(HttpContext http) =>
        !http.Response.HasStarted && http.Response.BodyWriter is not { CanGetUnflushedBytes: true, UnflushedBytes: > 0 };

    public static async Task WriteAsync(HttpContext http, ProblemDetails problem)
    {
        http.Response.StatusCode = problem.Status ?? StatusCodes.Status500InternalServerError;

        // A refusal is of this moment; a 404 may be stored unless it says otherwise (RFC 9111).
        http.Response.Headers.CacheControl = "no-store";
        if (http.Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
        {
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
        }

        // The service writes nothing for who accepts only HTML, and says that it has written where MVC's writer has not, which leaves controllers
        // without [ApiController] alone. What is written has a content type.
        http.Response.ContentType = null;
        if (http.RequestServices.GetService<IProblemDetailsService>() is { } service)
        {
            ProblemDetailsContext context = new() { HttpContext = http, ProblemDetails = problem };
            if (await service.TryWriteAsync(context).ConfigureAwait(false) && (http.Response.HasStarted || http.Response.ContentType is not null))
            {
                return;
            }

            problem.With(TraceId, Activity.Current?.Id ?? http.TraceIdentifier);
            http.RequestServices.GetService<IOptions<ProblemDetailsOptions>>()?.Value.CustomizeProblemDetails?.Invoke(context);
        }

        await http.Response.WriteAsJsonAsync(problem, FindTypeInfo(http), "application/problem+json", http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The host's own way, which knows what its customizations add; or this package's, where the host's knows no problems.</summary>
    private static JsonTypeInfo FindTypeInfo(HttpContext http) =>
        http.RequestServices.GetService<IOptions<JsonOptions>>() is { } json
            && json.Value.SerializerOptions.TryGetTypeInfo(typeof(ProblemDetails), out JsonTypeInfo? found)
            ? found
            : ProblemJson.Default.ProblemDetails;
}
