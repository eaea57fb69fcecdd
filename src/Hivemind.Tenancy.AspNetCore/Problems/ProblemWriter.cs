using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Writes a problem as the answer: through the host's <see cref="IProblemDetailsService"/>, if it has one that will, so that its customizations apply.</summary>
internal static class ProblemWriter
{
    private const string RetryAfterSeconds = "1";

    public static async Task WriteAsync(HttpContext http, ProblemDetails problem)
    {
        http.Response.StatusCode = problem.Status ?? StatusCodes.Status500InternalServerError;
        if (http.Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
        {
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
        }

        if (http.RequestServices.GetService<IProblemDetailsService>() is { } service
            && await service.TryWriteAsync(new ProblemDetailsContext { HttpContext = http, ProblemDetails = problem }).ConfigureAwait(false))
        {
            return;
        }

        await http.Response.WriteAsJsonAsync(
            problem, ProblemJson.Default.ProblemDetails, "application/problem+json", http.RequestAborted).ConfigureAwait(false);
    }
}
