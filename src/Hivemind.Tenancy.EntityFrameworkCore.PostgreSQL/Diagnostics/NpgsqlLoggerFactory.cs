using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL;

/// <summary>The host's loggers, for the driver, which logs each statement as information: that is debug here.</summary>
internal sealed class NpgsqlLoggerFactory(ILoggerFactory host) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new NpgsqlLogger(host.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => host.AddProvider(provider);

    /// <summary>The host's is the host's.</summary>
    public void Dispose()
    {
    }

    private sealed class NpgsqlLogger(ILogger host) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => host.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => host.IsEnabled(Level(logLevel));

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            LogLevel level = Level(logLevel);
            if (host.IsEnabled(level))
            {
                host.Log(level, eventId, state, exception, formatter);
            }
        }

        private static LogLevel Level(LogLevel level) => level == LogLevel.Information ? LogLevel.Debug : level;
    }
}
