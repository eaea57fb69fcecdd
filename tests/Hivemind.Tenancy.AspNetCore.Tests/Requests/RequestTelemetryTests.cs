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
        Dictionary<string, object?> tags = [];
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
            ActivityStopped = activity =>
            {
                if (Equals(activity.GetTagItem("server.port"), host.Address.Port))
                {
                    lock (tags)
                    {
                        tags[(string)activity.GetTagItem("url.path")!] = activity.GetTagItem(TenancyDiagnostics.TenantIdTag);
                    }
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        await host.GetAsync("/who", "alice", "acme").ShouldSayAsync("acme/alice");
        await host.GetAsync("/child", "gina", "globex").ShouldSayAsync("globex/gina");
        await host.GetAsync("/maybe", "alice").ShouldSayAsync(Who.Nobody);
        await host.DisposeAsync();

        tags.Should().Equal(new Dictionary<string, object?> { ["/who"] = "acme", ["/child"] = "globex", ["/maybe"] = null });
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
    public async Task Refusals_are_told_at_debug_and_failures_as_warnings()
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

        FakeLogRecord[] told = [.. logs.GetSnapshot().Where(r => r.Category == typeof(TenantMiddleware).FullName)];
        told.Select(r => (r.Id.Id, r.Level)).Should().Equal((200, LogLevel.Debug), (201, LogLevel.Warning));
        told[1].Exception.Should().BeOfType<TenancyStoreException>();
    }

    private static string Scope(FakeLogRecord record)
    {
        Dictionary<string, object?> values = record.Scopes
            .OfType<IEnumerable<KeyValuePair<string, object?>>>().SelectMany(s => s).GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.Last().Value);
        return $"{values.GetValueOrDefault("TenantId")} {values.GetValueOrDefault("UserId")}";
    }
}
