using System.Diagnostics;
using System.Globalization;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>A host process of its own that works on a database (see <c>Hivemind.Tenancy.StoreWorker</c>), and what it wrote down.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private const string Project = "Hivemind.Tenancy.StoreWorker";

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly TaskCompletionSource _working = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WorkerProcess(Process process) => _process = process;

    /// <summary>What it has written so far; all of it once it has ended.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public string Errors { get; private set; } = string.Empty;

    public static WorkerProcess Start(
        string database, string mode, string name, int seed, int count = 0, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "exec",
                Path.GetFullPath(Path.Combine(AppContext.BaseDirectory.Replace("Hivemind.Tenancy.EntityFrameworkCore.Tests", Project, StringComparison.Ordinal), Project + ".dll")),
                database,
                mode,
                name,
                seed.ToString(CultureInfo.InvariantCulture),
                count.ToString(CultureInfo.InvariantCulture),
            },
        };
        foreach ((string variable, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[variable] = value;
        }

        WorkerProcess worker = new(Process.Start(start)!);
        worker._process.OutputDataReceived += (_, e) => worker.Take(e.Data);
        worker._process.ErrorDataReceived += (_, e) => worker.Errors += e.Data is null ? string.Empty : e.Data + "\n";
        worker._process.BeginOutputReadLine();
        worker._process.BeginErrorReadLine();
        return worker;
    }

    /// <summary>Waits until its first commit was acknowledged.</summary>
    public async Task WorkingAsync(CancellationToken cancellationToken)
    {
        Task ended = _process.WaitForExitAsync(cancellationToken);
        if (await Task.WhenAny(_working.Task, ended).WaitAsync(HangLimit.Duration, cancellationToken) == ended)
        {
            throw new InvalidOperationException($"The worker ended early, exit code {_process.ExitCode}: {Errors}");
        }
    }

    /// <summary>SIGKILL, then everything that is left in the pipe.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Waits until it has done its work.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        _process.ExitCode.Should().Be(0, Errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Add(line);
        }

        if (line.StartsWith("done commit", StringComparison.Ordinal))
        {
            _working.TrySetResult();
        }
    }
}
