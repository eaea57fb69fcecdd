using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>
/// Tells a page that something changed, as server-sent events; the page then asks for itself anew. However much happens, what waits is one
/// "change"; a page that comes back asks for itself, so that it has missed nothing. It says "ended" when the user has lost their access
/// or the tenant is gone, and ends with the caller and with the host. It runs after the filter, in no context.
/// </summary>
internal sealed class LiveResult(IReadOnlyList<IAsyncEnumerable<bool>> changes) : IResult
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        CancellationToken stopping = httpContext.RequestServices.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        Task[] readers = [];
        try
        {
            await BeginAsync(httpContext, end.Token).ConfigureAwait(false);
            readers = [.. changes.Select(c => ReadAsync(c, end.Token))];
            await WriteAsync(httpContext, end.Token).ConfigureAwait(false);
            stopping.ThrowIfCancellationRequested(); // streams end with the host, too, and pages come back
            await SayAsync(httpContext.Response, "event: ended\ndata:\n\n", end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested || stopping.IsCancellationRequested)
        {
            // Nobody reads any more, or the host stops.
        }
        catch (Exception e) when (e is TenantAccessDeniedException or TenantNotFoundException)
        {
            await SayAsync(httpContext.Response, "event: ended\ndata:\n\n", CancellationToken.None).ConfigureAwait(false);
        }
        catch (TenancyException)
        {
            // A store that fails: who comes back goes on, or is told why not.
            httpContext.Abort();
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(readers).ConfigureAwait(false);
        }
    }

    /// <summary>How long a page waits that has lost the connection differs, so that a host that starts again is not asked by all at once.</summary>
    private static Task BeginAsync(HttpContext http, CancellationToken cancellationToken)
    {
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store, no-transform";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return SayAsync(http.Response, string.Create(CultureInfo.InvariantCulture, $"retry: {Random.Shared.Next(2000, 8000)}\n\n"), cancellationToken);
    }

    /// <summary>One source of changes, until it ends; its end is the end of all.</summary>
    private async Task ReadAsync(IAsyncEnumerable<bool> source, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (bool _ in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                _signal.Writer.TryWrite(true);
            }

            _signal.Writer.TryComplete();
        }
        catch (Exception e)
        {
            _signal.Writer.TryComplete(e);
        }
    }

    private async Task WriteAsync(HttpContext http, CancellationToken cancellationToken)
    {
        TimeProvider time = http.RequestServices.GetRequiredService<TimeProvider>();
        Task<bool> next = _signal.Reader.WaitToReadAsync(cancellationToken).AsTask();
        while (true)
        {
            try
            {
                if (!await next.WaitAsync(Heartbeat, time, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }
            }
            catch (TimeoutException)
            {
                await SayAsync(http.Response, ":\n\n", cancellationToken).ConfigureAwait(false);
                continue;
            }

            _signal.Reader.TryRead(out _);
            await SayAsync(http.Response, "event: change\ndata:\n\n", cancellationToken).ConfigureAwait(false);
            next = _signal.Reader.WaitToReadAsync(cancellationToken).AsTask();
        }
    }

    private static async Task SayAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
        await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
