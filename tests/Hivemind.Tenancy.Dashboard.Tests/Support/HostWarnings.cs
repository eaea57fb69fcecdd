using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>
/// What is written into the host's log as a warning or worse while pages are served. Whoever runs a host looks at each, so a page that is looked at writes
/// none; one that refuses, and a form, write what the domain itself reports of it (a refusal, a threshold) and no more.
/// </summary>
internal sealed class HostWarnings : ILoggerProvider
{
    private const string Domain = "Hivemind.Tenancy";
    private const string Keys = "Microsoft.AspNetCore.DataProtection"; // where they are kept is the host's matter

    private readonly AsyncLocal<Served?> _served = new();
    private readonly ConcurrentQueue<string> _written = new();
    private readonly ConcurrentBag<string> _announced = [];

    /// <summary>Those that no test has announced.</summary>
    public IEnumerable<string> Unannounced => _written.Where(w => !_announced.Any(a => w.Contains(a, StringComparison.Ordinal)));

    /// <summary>Lets a test expect warnings that contain this.</summary>
    public void Announce(string text) => _announced.Add(text);

    /// <summary>Knows from then on which request is served.</summary>
    public void Before(IApplicationBuilder app) => app.Use(inner => async http =>
    {
        Served served = new($"{http.Request.Method} {http.Request.Path}");
        _served.Value = served;
        await inner(http);
        if (HttpMethods.IsGet(http.Request.Method) && http.Response.StatusCode < StatusCodes.Status400BadRequest)
        {
            foreach (string text in served.OfDomain)
            {
                _written.Enqueue(text);
            }
        }
    });

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private void Write(string category, string text)
    {
        if (_served.Value is { } served && !category.StartsWith(Keys, StringComparison.Ordinal))
        {
            (category.StartsWith(Domain, StringComparison.Ordinal) ? served.OfDomain : _written).Enqueue($"{served.Request}: {category}{text}");
        }
    }

    /// <summary>A request that is being served, and what the domain has written about it.</summary>
    private sealed record Served(string Request)
    {
        public ConcurrentQueue<string> OfDomain { get; } = new();
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
