using Microsoft.Extensions.Logging;
using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL;

/// <summary>
/// Receives other hosts' changes over <c>LISTEN</c>, makes the cache forget what they changed, and ends what waits for events. One session, opened again when
/// it is lost: signals sent until then are lost, so everything is forgotten. Where it cannot listen, an answer is as old as the
/// cache's duration at most. It has the execution context of no caller.
/// </summary>
internal sealed class PostgreSqlListener : IAsyncDisposable
{
    /// <summary>The channel over which signals go.</summary>
    public const string Channel = "hivemind_tenancy";

    private const int FirstWithIdleSessionTimeout = 14;

    private static readonly TimeSpan ProbeAfter = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _dataSource;
    private readonly TenancyCacheInvalidator _invalidator;
    private readonly Action _eventsAppended;
    private readonly TimeSpan _cacheDuration;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _listening;

    public PostgreSqlListener(NpgsqlDataSource dataSource, TenancyCacheInvalidator invalidator, Action eventsAppended, TimeSpan cacheDuration, ILogger logger)
    {
        _dataSource = dataSource;
        _invalidator = invalidator;
        _eventsAppended = eventsAppended;
        _cacheDuration = cacheDuration;
        _logger = logger;
        _listening = NoCaller.Run(() => Task.Run(ListenAsync));
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        await _listening.ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>For a caller that cannot wait.</summary>
    public void Stop() => _stop.Cancel();

    private void Receive(string signal)
    {
        _invalidator.Receive(signal);
        _eventsAppended();
    }

    private async Task ListenAsync()
    {
        bool isFailing = false;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                NpgsqlConnection connection = await _dataSource.OpenConnectionAsync(_stop.Token).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    connection.Notification += (_, e) => Receive(e.Payload);
                    if (connection.PostgreSqlVersion.Major >= FirstWithIdleSessionTimeout)
                    {
                        // It is idle by nature.
                        await ExecuteAsync(connection, "SET idle_session_timeout = 0").ConfigureAwait(false);
                    }

                    await ExecuteAsync(connection, "LISTEN " + Channel).ConfigureAwait(false);
                    _invalidator.EverythingChanged();
                    _eventsAppended();
                    Log.Listening(_logger);
                    isFailing = false;
                    while (true)
                    {
                        if (!await connection.WaitAsync(ProbeAfter, _stop.Token).ConfigureAwait(false))
                        {
                            // A connection may be dead without saying so.
                            await ExecuteAsync(connection, "SELECT 1").ConfigureAwait(false);
                        }
                    }
                }
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Any failure: the next attempt may succeed, and until then answers are as old as the cache's duration at most.
                if (!isFailing)
                {
                    isFailing = true;
                    _invalidator.EverythingChanged();
                    Log.ListeningFailed(_logger, _cacheDuration, e);
                }
            }

            await Task.Delay(RetryAfter, TimeProvider.System, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        NpgsqlCommand command = new(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(_stop.Token).ConfigureAwait(false);
        }
    }
}
