using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What apps write, as a stream.</summary>
public sealed class AppLogTests
{
    private const string Follow = AppApi.Shop + "/logs?follow=true&tail=1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Last_lines_come_as_one_object_a_line()
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        string replica = (await host.DeployAsync()).GetProperty("replicas")[0].Text("id");
        AppKey shop = await host.ShopKeyAsync();
        host.Engine().Write(shop, "first");
        host.Engine().Write(shop, "second \"\u2028\tquoted", isError: true);
        host.Engine().Write(shop, "third");

        HttpResponseMessage response = await host.GetAsync(AppApi.Shop + "/logs?tail=2", ApiTestHost.Viewer);
        string body = await response.Content.ReadAsStringAsync(Token);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/x-ndjson");
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        body.Should().EndWith("\n");
        JsonElement[] lines = [.. body.TrimEnd('\n').Split('\n').Select(l => JsonDocument.Parse(l).RootElement)];
        lines.Select(l => l.Text("text")).Should().Equal("second \"\u2028\tquoted", "third");
        lines.Select(l => l.GetProperty("is_error").GetBoolean()).Should().Equal(true, false);
        lines.Should().AllSatisfy(l => l.Text("replica").Should().Be(replica));
        lines[0].GetProperty("at").GetDateTimeOffset().Should().BeAfter(DateTimeOffset.UnixEpoch);
    }

    [Theory]
    [InlineData("tail=-1")]
    [InlineData("tail=100001")]
    [InlineData("tail=x")]
    [InlineData("follow=yes")]
    public async Task Query_that_is_malformed_is_refused(string query)
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        await host.DeployAsync();

        await (await host.GetAsync($"{AppApi.Shop}/logs?{query}", ApiTestHost.Viewer)).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
    }

    [Fact]
    public async Task Lines_follow_as_they_are_written_until_the_app_is_removed()
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        await host.DeployAsync();
        AppKey shop = await host.ShopKeyAsync();
        using HttpResponseMessage response = await OpenAsync(host, ApiTestHost.Viewer);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(Token));

        List<string?> read = [];
        foreach (string text in new[] { "one", "two" })
        {
            host.Engine().Write(shop, text);
            read.Add(TextOf(await ReadLineAsync(reader)));
        }

        await (await host.SendAsync("DELETE", AppApi.Shop, ApiTestHost.Owner)).ShouldBeEmptyAsync();

        read.Should().Equal("one", "two");
        (await ReadLineAsync(reader)).Should().BeNull();
    }

    [Fact]
    public async Task Reader_at_the_engine_ends_when_the_caller_leaves()
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ApiTestHost host = await AppApi.StartAsync(tenancy => tenancy.Services.AddSingleton<IWorkloadEngine>(services => Interceptor.Before<IWorkloadEngine>(
            services.GetRequiredService<InMemoryWorkloadEngine>(),
            (method, _, call) => method.Name == nameof(IWorkloadEngine.ReadLogsAsync) ? WatchAsync((IAsyncEnumerable<AppLogLine>)call()!, ended) : call())));
        await host.DeployAsync();
        HttpResponseMessage response = await OpenAsync(host, ApiTestHost.Viewer);
        using (StreamReader reader = new(await response.Content.ReadAsStreamAsync(Token)))
        {
            host.Engine().Write(await host.ShopKeyAsync(), "one");
            TextOf(await ReadLineAsync(reader)).Should().Be("one");
            ended.Task.IsCompleted.Should().BeFalse();
        }

        response.Dispose();

        await ended.Task.WaitAsync(HangLimit.Duration, Token);
    }

    [Fact]
    public async Task Reader_who_has_lost_the_right_gets_nothing_more_a_minute_later()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using ApiTestHost host = await AppApi.StartAsync(services: services => services.AddSingleton<TimeProvider>(time));
        await host.DeployAsync();
        AppKey shop = await host.ShopKeyAsync();
        using HttpResponseMessage lost = await OpenAsync(host, ApiTestHost.Viewer);
        using StreamReader viewer = new(await lost.Content.ReadAsStreamAsync(Token));
        using HttpResponseMessage kept = await OpenAsync(host, ApiTestHost.Operator);
        using StreamReader operatorReader = new(await kept.Content.ReadAsStreamAsync(Token));
        host.Engine().Write(shop, "one");
        TextOf(await ReadLineAsync(viewer)).Should().Be("one");
        TextOf(await ReadLineAsync(operatorReader)).Should().Be("one");

        await host.Web.UnbindAsync(ApiTestHost.Viewer, BuiltInRoles.TenantViewer);
        time.Advance(TimeSpan.FromSeconds(61));
        host.Engine().Write(shop, "two");

        (await ReadLineAsync(viewer)).Should().BeNull();
        TextOf(await ReadLineAsync(operatorReader)).Should().Be("two");
    }

    [Fact]
    public async Task Host_that_stops_ends_the_stream()
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        await host.DeployAsync();
        using HttpResponseMessage response = await OpenAsync(host, ApiTestHost.Viewer);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(Token));

        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        (await ReadLineAsync(reader)).Should().BeNull();
    }

    private static async Task<HttpResponseMessage> OpenAsync(ApiTestHost host, string user)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, ApiTestHost.Prefix + Follow);
        request.Headers.Add(HeaderAuthentication.UserHeader, user);
        HttpResponseMessage response = await host.Web.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return response;
    }

    private static Task<string?> ReadLineAsync(StreamReader reader) => reader.ReadLineAsync(Token).AsTask().WaitAsync(HangLimit.Duration, Token);

    private static string? TextOf(string? line) => line is null ? null : JsonDocument.Parse(line).RootElement.Text("text");

    private static async IAsyncEnumerable<AppLogLine> WatchAsync(
        IAsyncEnumerable<AppLogLine> lines, TaskCompletionSource ended, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            await foreach (AppLogLine line in lines.WithCancellation(cancellationToken))
            {
                yield return line;
            }
        }
        finally
        {
            ended.TrySetResult();
        }
    }
}
