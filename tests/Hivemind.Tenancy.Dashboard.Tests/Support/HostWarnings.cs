using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>
/// What is written into the host's log as a warning or worse while pages are served. Whoever runs a host looks at each, so a page that is only looked at
/// writes none, and a form writes what the domain itself reports (a refusal, a threshold) and no more.
/// </summary>
internal sealed class HostWarnings : ILoggerProvider
{
    private const string Domain = "Hivemind.Tenancy";
    private const string Keys = "Microsoft.AspNetCore.DataProtection"; // where they are kept is the host's matter

    private readonly AsyncLocal<string?> _request = new();
    private readonly ConcurrentQueue<string> _written = new();
    private readonly ConcurrentBag<string> _announced = [];

    /// <summary>Those that no test has announced.</summary>
    public IEnumerable<string> Unannounced => _written.Where(w => !_announced.Any(a => w.Contains(a, StringComparison.Ordinal)));

    /// <summary>Lets a test expect warnings that contain this.</summary>
    public void Announce(string text) => _announced.Add(text);

    /// <summary>Knows from then on which request is served.</summary>
    public void Before(IApplicationBuilder app) => app.Use(inner => async http =>
    {
        _request.Value = $"{http.Request.Method} {http.Request.Path}";
        await inner(http);
    });

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private void Write(string category, string text)
    {
        if (_request.Value is { } request && !category.StartsWith(Keys, StringComparison.Ordinal)
            && (!category.StartsWith(Domain, StringComparison.Ordinal) || !request.StartsWith(HttpMethods.Post, StringComparison.Ordinal)))
        {
            _written.Enqueue($"{request}: {category}{text}");
        }
    }

    private sealed class Logger(HostWarnings warnings, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                warnings.Write(category, $"[{eventId.Id}] {formatter(state, exception)}");
            }
        }
    }
}
