using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Traces and logs of a request say for which tenant it was.</summary>
public sealed class RequestTelemetryTests
{
    [Fact]
    public async Task Activity_of_the_request_is_tagged_with_its_tenant()
    {
        ConcurrentDictionary<string, object?> tags = [];
        await using WebTestHost host = await WebTestHost.StartAsync(map: app =>
        {
            Who.MapBoth(app);
            app.MapGet("/child", () =>
            {
                using Activity child = new Activity("child").Start();
                return Who.Now();
            }).RequireTenant();
        });
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => tags[activity.TraceId.ToHexString()] = activity.GetTagItem(TenancyDiagnostics.TenantIdTag),
        };
        ActivitySource.AddActivityListener(listener);

        (string acme, string globex, string none, string refused) = (
            await SendAsync("/who", "alice", "acme"), await SendAsync("/child", "gina", "globex"), await SendAsync("/maybe", "alice", null),
            await SendAsync("/who", "alice", "globex"));
        await host.DisposeAsync();

        tags[acme].Should().Be("acme");
        tags[globex].Should().Be("globex");
        tags[none].Should().BeNull();
        tags[refused].Should().BeNull();

        // Returns the id of the request's trace.
        async Task<string> SendAsync(string path, string user, string? tenant)
        {
            string trace = ActivityTraceId.CreateRandom().ToHexString();
            await host.SendAsync(path, user, request =>
            {
                request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01");
                if (tenant is not null)
                {
                    request.Headers.Add("X-Tenant-Id", tenant);
                }
            });
            return trace;
        }
    }

    [Fact]
    public async Task Logs_of_the_request_have_its_tenant_and_user_in_scope()
    {
        FakeLogCollector logs = new();
        await using WebTestHost host = await WebTestHost.StartAsync(
            map: app => app.MapGet("/log", (ILogger<RequestTelemetryTests> logger) => logger.LogInformation("Here.")),
            services: services => services.AddSingleton<ILoggerProvider>(new FakeLoggerProvider(logs)));

        await host.GetAsync("/log", "alice", "acme");
        await host.GetAsync("/log", "gina", "globex");
        await host.GetAsync("/log", "alice");

        logs.GetSnapshot().Where(r => r.Message == "Here.").Select(Scope).Should().Equal("acme alice", "globex gina", " ");
    }

    [Fact]
    public async Task Refusals_are_logged_at_debug_and_failures_as_warnings()
    {
        FakeLogCollector logs = new();
        await using WebTestHost host = await WebTestHost.StartAsync(
            map: app =>
            {
                app.MapGet("/refused", void () => throw new TenantNotFoundException(WebTestHost.Globex));
                app.MapGet("/failed", void () => throw new TenancyStoreException("Disk full.", isTransient: false));
            },
            services: services =>
            {
                services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug));
                services.AddSingleton<ILoggerProvider>(new FakeLoggerProvider(logs));
            });

        await host.GetAsync("/refused", "alice", "acme");
        await host.GetAsync("/failed", "alice", "acme");

        FakeLogRecord[] logged = [.. logs.GetSnapshot().Where(r => r.Category == typeof(TenantMiddleware).FullName)];
        logged.Select(r => (r.Id.Id, r.Level)).Should().Equal((200, LogLevel.Debug), (201, LogLevel.Warning));
        logged[1].Exception.Should().BeOfType<TenancyStoreException>();
    }

    private static string Scope(FakeLogRecord record)
    {
        Dictionary<string, object?> values = record.Scopes
            .OfType<IEnumerable<KeyValuePair<string, object?>>>().SelectMany(s => s).GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.Last().Value);
        return $"{values.GetValueOrDefault("TenantId")} {values.GetValueOrDefault("UserId")}";
    }
}
