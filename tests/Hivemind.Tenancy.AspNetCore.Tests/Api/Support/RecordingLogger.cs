using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Keeps the exceptions of this package's warnings.</summary>
internal sealed class RecordingLogger : ILoggerProvider, ILogger
{
    public ConcurrentQueue<Exception?> Warnings { get; } = [];

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith("Hivemind.Tenancy.AspNetCore", StringComparison.Ordinal) ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull =>
        null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Warning)
        {
            Warnings.Enqueue(exception);
        }
    }

    public void Dispose()
    {
    }
}
