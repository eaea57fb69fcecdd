using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Events as server-sent events over a real connection, and what others have met with them.</summary>
public sealed class EventStreamTests
{
    private const string Acme = "/tenants/acme/events/stream";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_come_with_number_kind_and_resource_and_nobody_on_the_way_may_keep_them()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        using SseReader reader = await SseReader.OpenAsync(host, Acme, ApiTestHost.Viewer);
        (await reader.TakeAsync()).Kind.Should().Be("lost-track");

        await DescribeAsync(host, "one\nline \u2028 and <script>");

        SseEvent item = await reader.TakeAsync();
        item.Kind.Should().Be("tenant_updated");
        JsonElement shown = JsonDocument.Parse(item.Data).RootElement;
        shown.GetProperty("sequence").GetInt64().Should().Be(item.Id);
        shown.Text("kind").Should().Be("tenant_updated");
        shown.GetProperty("details").GetProperty("after").Text("description").Should().Be("one\nline \u2028 and <script>");
        HttpResponseMessage response = reader.Response;
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        response.Headers.CacheControl.NoTransform.Should().BeTrue();
        response.Headers.GetValues("X-Accel-Buffering").Should().Equal("no"); // nginx/nginx 1505
        reader.Retry.Should().BeInRange(2000, 8000);
    }

    /// <summary>EventSource/eventsource 27: the address still has the position that the page began from.</summary>
    [Fact]
    public async Task Reader_who_comes_back_gets_what_was_missed_after_the_id_that_was_seen_last()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        long begin;
        long seen;
        using (SseReader reader = await SseReader.OpenAsync(host, Acme, ApiTestHost.Viewer))
        {
            begin = (await reader.TakeAsync()).Id;
            await DescribeAsync(host, "seen");
            seen = (await reader.TakeAsync()).Id;
        }

        await DescribeAsync(host, "missed");

        using SseReader byHeader = await SseReader.OpenAsync(host, $"{Acme}?after={begin}", ApiTestHost.Viewer, $"{seen}");
        using SseReader byQuery = await SseReader.OpenAsync(host, $"{Acme}?after={begin}", ApiTestHost.Viewer, "");
        (await byHeader.TakeTextAsync()).Should().Be("missed");
        (await byQuery.TakeTextAsync()).Should().Be("seen");
        (await byQuery.TakeTextAsync()).Should().Be("missed");
        using SseReader foreign = await SseReader.OpenAsync(host, Acme, ApiTestHost.Viewer, "99999999");
        (await foreign.TakeAsync()).Kind.Should().Be("lost-track");
    }

    [Theory]
    [InlineData("?after=-1", null)]
    [InlineData("?after=x", null)]
    [InlineData("?limit=0", null)]
    [InlineData("", "x")]
    public async Task What_is_malformed_is_a_problem(string query, string? lastEventId)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        string[] headers = lastEventId is null ? [] : [$"Last-Event-ID: {lastEventId}"];

        HttpResponseMessage response = await host.SendAsync("GET", Acme + query, ApiTestHost.Viewer, json: null, headers);

        await response.ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
    }

    [Fact]
    public async Task Reader_who_loses_the_right_is_told_that_it_has_ended_and_gets_nothing_more()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        using SseReader vera = await SseReader.OpenAsync(host, Acme, ApiTestHost.Viewer);
        await vera.TakeAsync();

        await host.Web.UnbindAsync(ApiTestHost.Viewer, BuiltInRoles.TenantViewer);
        await DescribeAsync(host, "secret");

        (await vera.TakeAsync()).Should().Be(new SseEvent(0, "ended", """{"reason":"access_denied"}"""));
        (await vera.ReadAsync()).Should().BeNull();
        await (await host.GetAsync(Acme, ApiTestHost.Viewer)).ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
    }

    [Fact]
    public async Task Stream_of_a_tenant_that_is_deleted_ends_with_it()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        using SseReader root = await SseReader.OpenAsync(host, Acme, ApiTestHost.Admin);
        await root.TakeAsync();

        await host.Web.Tenants.DeleteTenantAsync(WebTestHost.Acme, cancellationToken: Token);

        (await root.TakeAsync()).Kind.Should().Be("tenant_status_changed");
        (await root.TakeAsync()).Kind.Should().Be("tenant_deleted");
        (await root.TakeAsync()).Data.Should().Be("""{"reason":"tenant_deleted"}""");
        (await root.ReadAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Administrator_follows_all()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        using SseReader root = await SseReader.OpenAsync(host, "/events/stream", ApiTestHost.Admin);
        await root.TakeAsync();

        await DescribeAsync(host, "one");
        await host.Web.Access.AddGroupMemberAsync("devs", "bob", Token);

        (await root.TakeTextAsync()).Should().Be("one");
        (await root.TakeAsync()).Kind.Should().Be("group_member_added");
    }

    /// <summary>harness/harness 1293: proxies end a connection on which nothing is said for a minute.</summary>
    [Fact]
    public async Task Idle_stream_says_something_every_15_seconds()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using ApiTestHost host = await ApiTestHost.StartAsync(services: services => services.AddSingleton<TimeProvider>(time));
        using SseReader reader = await SseReader.OpenAsync(host, Acme, ApiTestHost.Viewer);
        await reader.TakeAsync();
        Task<string?> next = reader.ReadLineAsync();

        await HangLimit.UntilAsync(
            "something is said",
            () =>
            {
                time.Advance(EventStreamResult.Heartbeat);
                return Task.FromResult(next.IsCompleted);
            },
            Token);

        (await next).Should().Be(":");
    }

    /// <summary>clawdotnet/openclaw.net 47: a page that comes back and missed nothing waits for an answer that begins with the next event.</summary>
    [Fact]
    public async Task Stream_begins_though_there_is_nothing_to_say()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        long newest = (await host.Web.Tenants.ReadEventsAsync(new EventQuery { NewestFirst = true, Limit = 1 }, Token)).NewestSequence;

        using SseReader reader = await SseReader.OpenAsync(host, $"{Acme}?after={newest}", ApiTestHost.Viewer);

        await DescribeAsync(host, "news");
        (await reader.TakeTextAsync()).Should().Be("news");
    }

    /// <summary>tpeczek/Lib.AspNetCore.ServerSentEvents 3, dotnet/runtime 121003: compressed, events waited for the next one.</summary>
    [Fact]
    public async Task Each_event_comes_at_once_though_the_host_compresses()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync(
            services: services => services.AddResponseCompression(options =>
            {
                options.EnableForHttps = true;
                options.MimeTypes = ["text/event-stream"];
            }),
            pipeline: app =>
            {
                app.UseResponseCompression();
                app.UseAuthentication();
                app.UseHivemindTenancy();
                app.UseAuthorization();
            });
        using SseReader reader = await SseReader.OpenAsync(host, Acme, ApiTestHost.Viewer, encoding: "gzip");
        reader.Response.Content.Headers.ContentEncoding.Should().Equal("gzip");
        await reader.TakeAsync();

        for (int i = 0; i < 5; i++)
        {
            await DescribeAsync(host, $"{i}");
            (await reader.TakeTextAsync()).Should().Be($"{i}");
        }
    }

    /// <summary>HarperFast/harper 1399, aspnet: who leaves while nothing happens was kept until the next event.</summary>
    [Fact]
    public async Task Readers_who_leave_while_nothing_happens_leave_nothing_behind()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        for (int i = 0; i < 50; i++)
        {
            using SseReader reader = await SseReader.OpenAsync(host, Acme, ApiTestHost.Viewer);
            await reader.TakeAsync();
        }

        await HangLimit.UntilAsync("nobody is there", () => Task.FromResult(host.Services.GetRequiredService<LiveRegistry>().IsEmpty), Token);
    }

    /// <summary>ChilliCream/graphql-platform 6698: a host that stops waited for its streams.</summary>
    [Fact]
    public async Task Host_that_stops_ends_the_stream()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        using SseReader reader = await SseReader.OpenAsync(host, Acme, ApiTestHost.Viewer);
        await reader.TakeAsync();

        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        (await reader.ReadAsync()).Should().BeNull();
    }

    private static async Task DescribeAsync(ApiTestHost host, string text) =>
        await host.Web.Tenants.UpdateTenantAsync(WebTestHost.Acme, t => t with { Description = text }, cancellationToken: Token);

    private sealed record SseEvent(long Id, string Kind, string Data);

    private sealed class SseReader : IDisposable
    {
        private readonly StreamReader _reader;

        private SseReader(HttpResponseMessage response, Stream stream)
        {
            Response = response;
            _reader = new StreamReader(stream);
        }

        public HttpResponseMessage Response { get; }

        public int Retry { get; private set; }

        public static async Task<SseReader> OpenAsync(ApiTestHost host, string path, string user, string? lastEventId = null, string? encoding = null)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, ApiTestHost.Prefix + path);
            request.Headers.Add(HeaderAuthentication.UserHeader, user);
            if (lastEventId is not null)
            {
                request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
            }

            if (encoding is not null)
            {
                request.Headers.AcceptEncoding.ParseAdd(encoding);
            }

            HttpResponseMessage response = await host.Web.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
            ((int)response.StatusCode).Should().Be(200);
            Stream stream = await response.Content.ReadAsStreamAsync(Token);
            return new SseReader(response, encoding is null ? stream : new GZipStream(stream, CompressionMode.Decompress));
        }

        public Task<string?> ReadLineAsync() => _reader.ReadLineAsync(Token).AsTask().WaitAsync(HangLimit.Duration, Token);

        public async Task<SseEvent> TakeAsync() => (await ReadAsync()) ?? throw new EndOfStreamException();

        public async Task<string?> TakeTextAsync() =>
            JsonDocument.Parse((await TakeAsync()).Data).RootElement.GetProperty("details").GetProperty("after").Text("description");

        /// <summary>The next event; null when the stream has ended.</summary>
        public async Task<SseEvent?> ReadAsync()
        {
            SseEvent read = new(0, "", "");
            while (await ReadLineAsync() is { } line)
            {
                string[] field = line.Split(": ", 2);
                switch (field[0])
                {
                    case "" when read.Data.Length > 0:
                        return read;
                    case "id":
                        read = read with { Id = long.Parse(field[1], CultureInfo.InvariantCulture) };
                        break;
                    case "event":
                        read = read with { Kind = field[1] };
                        break;
                    case "data":
                        read.Data.Should().BeEmpty("it is one line");
                        read = read with { Data = field[1] };
                        break;
                    case "retry":
                        Retry = int.Parse(field[1], CultureInfo.InvariantCulture);
                        break;
                    default:
                        line.Should().BeOneOf("", ":");
                        break;
                }
            }

            return null;
        }

        public void Dispose()
        {
            _reader.Dispose();
            Response.Dispose();
        }
    }
}
