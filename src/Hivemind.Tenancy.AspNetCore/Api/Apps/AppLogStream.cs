using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Lines of an app as they come, a JSON object each. It ends with the app, with the caller, and with the host, which would otherwise wait for
/// it; and when the caller, who is asked for their right once a minute, has lost it. It runs after the filter, in no context.
/// </summary>
internal sealed class AppLogStream(ApiCall call, IAsyncEnumerable<AppLogLine> lines, bool follows, AppKey app) : IResult
{
    public const string ContentType = "application/x-ndjson";

    private static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(1);
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        CancellationToken stopping = httpContext.RequestServices.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        try
        {
            await WriteAsync(httpContext.Response, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Nobody reads any more, or the host stops.
        }
        catch (TenancyException e)
        {
            await FailAsync(httpContext, e).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = ContentType;
        if (follows)
        {
            await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        JsonTypeInfo<AppLogLineResource> shape = call.Api.Json<AppLogLineResource>();
        TimeProvider time = response.HttpContext.RequestServices.GetRequiredService<TimeProvider>();
        long looked = time.GetTimestamp();
        await foreach (AppLogLine line in lines.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (time.GetElapsedTime(looked) >= LookInterval)
            {
                if (!await MayReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    return;
                }

                looked = time.GetTimestamp();
            }

            await response.Body.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(AppLogLineResource.Of(line), shape), .. LineEnd], cancellationToken).ConfigureAwait(false);
            if (follows)
            {
                await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<bool> MayReadAsync(CancellationToken cancellationToken)
    {
        using TenantScope scope = TenantContext.User(call.UserId).Enter();
        try
        {
            return await call.Apps.FindAppAsync(app.Tenant, app.Namespace, app.Name, cancellationToken).ConfigureAwait(false) is not null;
        }
        catch (Exception e) when (e is TenantNotFoundException or TenantAccessDeniedException)
        {
            return false;
        }
    }

    /// <summary>A problem, while it can still be the answer; then the end of the connection, so that nobody takes what has come for all.</summary>
    private static async Task FailAsync(HttpContext http, TenancyException exception)
    {
        TenancyWebOptions options = http.RequestServices.GetRequiredService<IOptions<TenancyWebOptions>>().Value;
        ProblemDetails problem = TenancyProblemDetails.From(exception, options.StrangerStatusCode);
        http.RequestServices.GetRequiredService<ILogger<AppLogStream>>().Answered(exception, problem);
        if (ProblemWriter.CanWrite(http))
        {
            await ProblemWriter.WriteAsync(http, problem).ConfigureAwait(false);
        }
        else
        {
            http.Abort();
        }
    }
}
