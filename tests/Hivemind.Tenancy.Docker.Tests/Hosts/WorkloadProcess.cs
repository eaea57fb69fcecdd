using System.Diagnostics;
using System.Threading.Channels;
using Hivemind.Tenancy.WorkloadWorker;

namespace Hivemind.Tenancy.Docker.Tests.Hosts;

/// <summary>A host process of its own (see <c>Hivemind.Tenancy.WorkloadWorker</c>).</summary>
internal sealed class WorkloadProcess : IAsyncDisposable
{
    private const string Project = "Hivemind.Tenancy.WorkloadWorker";

    private readonly Process _process;
    private readonly Channel<string> _answers = Channel.CreateUnbounded<string>();
    private readonly List<string> _errors = [];

    private WorkloadProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => _ = e.Data is null ? _answers.Writer.TryComplete() : _answers.Writer.TryWrite(e.Data);
        process.ErrorDataReceived += (_, e) => Take(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts it.</summary>
    public static WorkloadProcess Start(HostPlan plan)
    {
        string folder = AppContext.BaseDirectory.Replace("Hivemind.Tenancy.Docker.Tests", Project, StringComparison.Ordinal);
        ProcessStartInfo start = new("dotnet", ["exec", Path.Combine(folder, Project + ".dll"), .. plan.Arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new WorkloadProcess(Process.Start(start)!);
    }

    /// <summary>Waits until it takes commands.</summary>
    public async Task ReadyAsync() => (await NextAsync()).Should().Be("ready");

    /// <summary>Tells it to do something.</summary>
    public async Task TellAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
        (await NextAsync()).Should().StartWith("begin");
    }

    /// <summary>What came of what it was told.</summary>
    public async Task<string> AnswerAsync()
    {
        string line = await NextAsync();
        return line;
    }

    /// <summary>Waits until something came of it, which it leaves to be read.</summary>
    public async Task HasAnsweredAsync() => await _answers.Reader.WaitToReadAsync(Bench.Stop).AsTask().WaitAsync(HangLimit.Duration, Bench.Stop);

    /// <summary>SIGKILL.</summary>
    /// <returns>The last line it wrote that nobody has read; null when there is none.</returns>
    public async Task<string?> KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(Bench.Stop);
        string? last = null;
        await foreach (string line in _answers.Reader.ReadAllAsync(Bench.Stop))
        {
            last = line;
        }

        return last;
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

    private async Task<string> NextAsync()
    {
        try
        {
            return await _answers.Reader.ReadAsync(Bench.Stop).AsTask().WaitAsync(HangLimit.Duration, Bench.Stop);
        }
        catch (ChannelClosedException)
        {
            lock (_errors)
            {
                throw new InvalidOperationException($"The worker ended early:\n{string.Join('\n', _errors)}");
            }
        }
    }

    private void Take(string? line)
    {
        if (line is not null)
        {
            lock (_errors)
            {
                _errors.Add(line);
            }
        }
    }
}
