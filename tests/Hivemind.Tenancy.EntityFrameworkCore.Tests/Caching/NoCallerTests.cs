using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>What is not of one caller runs without any caller's ambient values.</summary>
public sealed class NoCallerTests(PostgresServer server)
{
    private static readonly AsyncLocal<string?> Ambient = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shared_fetch_has_no_callers_ambient_values_and_the_caller_keeps_theirs()
    {
        using CacheProbe probe = new();
        List<string?> seen = [];
        Ambient.Value = "first caller";
        using System.Diagnostics.Activity activity = new System.Diagnostics.Activity("call").Start();
        using TenantScope scope = TenantContext.System("test", "first caller").Enter();

        await probe.GetAsync("key", FetchAsync, Cancelled);
        await probe.Cache.GetManyAsync(["one", "two"], async places => { await FetchAsync(); return ["", ""]; }, Cancelled);

        seen.Should().Equal(null, null, null, null);
        Ambient.Value.Should().Be("first caller");
        TenantContext.Current.Should().NotBeNull();
        System.Diagnostics.Activity.Current.Should().BeSameAs(activity);

        async Task<string> FetchAsync()
        {
            See();
            await Task.Delay(1, Cancelled);
            See();
            return "value";
        }

        void See() => seen.Add(Ambient.Value ?? TenantContext.Current?.ToString() ?? System.Diagnostics.Activity.Current?.Id);
    }

    [Fact]
    public async Task Listener_has_no_callers_ambient_values()
    {
        await using PostgresDatabase database = await server.CreateDatabaseAsync();
        using Watcher watcher = new();
        ServiceCollection services = new();
        services.AddLogging(logging => logging.AddProvider(watcher).SetMinimumLevel(LogLevel.Trace));
        services.AddHivemindTenancy().UsePostgreSql(database.ConnectionString);
        await using ServiceProvider host = services.BuildServiceProvider();
        Ambient.Value = "first caller";
        await host.MigrateTenancyAsync(Cancelled);

        await HangLimit.UntilAsync("the listener has logged", () => Task.FromResult(!watcher.Seen.IsEmpty), Cancelled);

        watcher.Seen.Should().OnlyContain(value => value == "nobody");
    }

    private sealed class Watcher : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Seen { get; } = new();

        public ILogger CreateLogger(string categoryName) => categoryName == typeof(PostgreSqlListener).FullName
            ? this
            : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Seen.Enqueue(Ambient.Value ?? "nobody");

        public void Dispose()
        {
        }
    }
}
