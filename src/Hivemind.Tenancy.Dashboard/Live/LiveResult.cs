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
/// "change" with the position of the newest event, from which a page that comes back goes on. It says "ended" when the user has lost their access
/// or the tenant is gone, and ends with the caller and with the host. It runs after the filter, in no context.
/// </summary>
internal sealed class LiveResult(IReadOnlyList<IAsyncEnumerable<long?>> changes) : IResult
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _position = -1;

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
            await SayAsync(httpContext.Response, "event: ended\ndata:\n\n", end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
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
    private async Task ReadAsync(IAsyncEnumerable<long?> source, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (long? position in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (position is { } reached)
                {
                    Interlocked.Exchange(ref _position, reached);
                }

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
            string id = Interlocked.Read(ref _position) is >= 0 and long position ? string.Create(CultureInfo.InvariantCulture, $"id: {position}\n") : string.Empty;
            await SayAsync(http.Response, id + "event: change\ndata:\n\n", cancellationToken).ConfigureAwait(false);
            next = _signal.Reader.WaitToReadAsync(cancellationToken).AsTask();
        }
    }

    private static async Task SayAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
        await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
