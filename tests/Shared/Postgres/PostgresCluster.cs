using System.Diagnostics;
using Npgsql;

namespace Hivemind.Tenancy.TestSupport;

/// <summary>
/// A PostgreSQL server of one's own: data in a temporary folder, a Unix socket in it, durable as in production. A shell holds it
/// by the pipe to this process, so that it is stopped by its pid and its folder removed even when this process is killed.
/// </summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    // $1 programs, $2 folder. What comes over the pipe is the signal to stop with; the end of the pipe is the end of all.
    // INT: no new session, the open ones are cut, everything is written. QUIT: as after a crash; the data stays, to start again on.
    // Signals to the whole group (Ctrl+C, timeout) do not end the shell before it has cleaned up.
    // ICU's collation is unlike the ordinal one: what forgets to ask for "C" is found out.
    private const string Script = """
        set -u
        trap '' HUP INT TERM
        how=
        trap 'case $how in QUIT) ;; *) rm -rf "$2" ;; esac' EXIT
        mkdir -p "$2"
        if [ ! -d "$2/data" ]; then
          "$1/initdb" -D "$2/data" -U postgres -A trust -E UTF8 --locale=C --locale-provider=icu --icu-locale=en-US --no-sync >"$2/log" 2>&1 \
            || { cat "$2/log"; exit 1; }
        fi
        "$1/postgres" -D "$2/data" -c listen_addresses= -c unix_socket_directories="$2" -c port=5432 -c max_connections=200 \
          -c fsync=on -c synchronous_commit=on >>"$2/log" 2>&1 </dev/null &
        server=$!
        echo "started $server"
        read -r how || true
        kill "-${how:-INT}" "$server"
        wait "$server"
        exit 0
        """;

    private readonly string _binaries = PostgresBinaries.Find();
    private readonly string _folder = Path.Combine("/tmp", "hivemind-postgres-" + Guid.NewGuid().ToString("N"));
    private Process? _shell;

    /// <summary>Connects to the maintenance database as superuser.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = _folder,
        Port = 5432,
        Username = "postgres",
        Database = "postgres",
        Timeout = HangLimit.DriverSeconds,
        CommandTimeout = HangLimit.DriverSeconds,
    }.ConnectionString;

    /// <summary>Starts the server, on the data of its last run if there was one, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        _shell = Process.Start(Command()) ?? throw new InvalidOperationException("The shell did not start.");
        string? answer = await _shell.StandardOutput.ReadLineAsync();
        if (answer?.StartsWith("started ", StringComparison.Ordinal) != true)
        {
            string rest = await _shell.StandardOutput.ReadToEndAsync() + await _shell.StandardError.ReadToEndAsync();
            throw new InvalidOperationException($"No PostgreSQL cluster could be made: {answer}\n{rest}");
        }

        try
        {
            await AnswersAsync();
        }
        catch
        {
            await StopAsync("INT");
            throw;
        }
    }

    /// <summary>Stops it as a crash would (<c>pg_ctl stop -m immediate</c>): nothing is flushed, sessions break, recovery at the next start.</summary>
    public Task CrashAsync() => StopAsync("QUIT");

    public async ValueTask DisposeAsync() => await StopAsync("INT");

    private ProcessStartInfo Command()
    {
        ProcessStartInfo start = new()
        {
            FileName = "sh",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        if (Environment.UserName == "root")
        {
            // The server refuses to run as root.
            start.FileName = "runuser";
            foreach (string argument in (string[])["-u", ServerUser(), "--", "sh"])
            {
                start.ArgumentList.Add(argument);
            }
        }

        foreach (string argument in (string[])["-c", Script, "sh", _binaries, _folder])
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private static string ServerUser() =>
        File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private async Task AnswersAsync()
    {
        string connectionString = new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString;
        using CancellationTokenSource hangs = new(HangLimit.Duration);
        while (true)
        {
            try
            {
                await using NpgsqlConnection connection = new(connectionString);
                await connection.OpenAsync();
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException)
            {
                if (hangs.IsCancellationRequested)
                {
                    throw new InvalidOperationException($"The PostgreSQL server does not answer:\n{await File.ReadAllTextAsync(Path.Combine(_folder, "log"))}", e);
                }

                await Task.Delay(20);
            }
        }
    }

    private async Task StopAsync(string signal)
    {
        if (_shell is not { } shell)
        {
            return;
        }

        _shell = null;
        using (shell)
        {
            if (!shell.HasExited)
            {
                await shell.StandardInput.WriteLineAsync(signal);
                shell.StandardInput.Close();
            }

            await shell.WaitForExitAsync();
        }
    }
}
