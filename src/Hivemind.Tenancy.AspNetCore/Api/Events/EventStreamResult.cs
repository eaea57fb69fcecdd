using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Events as they come, as server-sent events. It begins at once, so that the caller knows, and says something every 15 seconds, so that
/// proxies keep it and a caller who is gone is noticed. It ends with the caller and with the host, which would otherwise wait for it, and
/// says so when there is nothing more to come. It runs after the filter, in no context.
/// </summary>
internal sealed class EventStreamResult(TenantApi api, IAsyncEnumerable<EventFeedEntry> entries, long? most) : IResult
{
    public const string ContentType = "text/event-stream";

    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private static readonly byte[] Comment = ":\n\n"u8.ToArray();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        CancellationToken stopping = httpContext.RequestServices.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        try
        {
            await BeginAsync(httpContext, end.Token).ConfigureAwait(false);
            await WriteAsync(httpContext, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Nobody reads any more, or the host stops: who comes back goes on from where they were.
        }
        catch (Exception e) when (e is TenantAccessDeniedException or TenantNotFoundException)
        {
            await EndAsync(httpContext.Response, "access_denied", end.Token).ConfigureAwait(false);
        }
        catch (TenancyException)
        {
            // A store that fails: who comes back goes on, or is told why not.
            httpContext.Abort();
        }
    }

    /// <summary>How long who loses the connection waits differs, so that a host that starts again is not asked by all at once.</summary>
    private static Task BeginAsync(HttpContext http, CancellationToken cancellationToken)
    {
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = ContentType;
        http.Response.Headers.CacheControl = "no-store, no-transform";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return SendAsync(http.Response, Text($"retry: {Random.Shared.Next(2000, 8000)}\n\n"), cancellationToken);
    }

    private async Task WriteAsync(HttpContext http, CancellationToken cancellationToken)
    {
        TimeProvider time = http.RequestServices.GetRequiredService<TimeProvider>();
        JsonTypeInfo<EventResource> shape = api.Json<EventResource>();
        IAsyncEnumerator<EventFeedEntry> reader = entries.GetAsyncEnumerator(cancellationToken);
        Task<bool>? step = null;
        try
        {
            bool isDeleted = false;
            for (long left = most ?? long.MaxValue; left > 0; left--)
            {
                step = reader.MoveNextAsync().AsTask();
                while (!await HasComeAsync(step, time, cancellationToken).ConfigureAwait(false))
                {
                    await SendAsync(http.Response, Comment, cancellationToken).ConfigureAwait(false);
                }

                if (!await step.ConfigureAwait(false))
                {
                    await (isDeleted ? EndAsync(http.Response, "tenant_deleted", cancellationToken) : Task.CompletedTask).ConfigureAwait(false);
                    return;
                }

                isDeleted = reader.Current.Event is TenantDeleted;
                await SendAsync(http.Response, Item(reader.Current, shape), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            if (step is not null)
            {
                // A step that is under way ends with the token; only then may the reader be disposed of.
                await ((Task)step).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await reader.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async ValueTask<bool> HasComeAsync(Task<bool> step, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await ((Task)step).WaitAsync(Heartbeat, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return step.IsCompleted;
        }
    }

    private byte[] Item(EventFeedEntry entry, JsonTypeInfo<EventResource> shape)
    {
        (string kind, string data) = entry.Event is { } change
            ? (EventDetails.KindOf(change), JsonSerializer.Serialize(EventResource.Of(change, api), shape))
            : ("lost-track", string.Create(CultureInfo.InvariantCulture, $$"""{"sequence":{{entry.Sequence}}}"""));
        return Text($"id: {entry.Sequence.ToString(CultureInfo.InvariantCulture)}\nevent: {kind}\ndata: {data}\n\n");
    }

    private static Task EndAsync(HttpResponse response, string reason, CancellationToken cancellationToken) =>
        SendAsync(response, Text("event: ended\ndata: {\"reason\":\"" + reason + "\"}\n\n"), cancellationToken);

    private static async Task SendAsync(HttpResponse response, byte[] bytes, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
