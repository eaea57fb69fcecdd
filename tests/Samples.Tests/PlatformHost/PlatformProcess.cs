using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Samples.Tests;

/// <summary>The sample PlatformHost as a process of its own on a free port, until it is stopped as Ctrl+C does.</summary>
internal sealed partial class PlatformProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("hivemind-samples-");
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _isUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PlatformProcess(string[] arguments)
    {
        ProcessStartInfo start = new(
            "dotnet", ["exec", SampleProgram.PathOf("PlatformHost"), .. arguments.Contains("--urls") ? Array.Empty<string>() : ["--urls", "http://127.0.0.1:0"], .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = _temporary.FullName;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) =>
        {
            _process.WaitForExit(); // until all that it said has been read
            _isUp.TrySetException(new InvalidOperationException($"It ended with {_process.ExitCode}: {Output}"));
        };
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public Uri Address => new(AddressLine().Match(Output).Groups[1].Value);

    /// <summary>What it keeps in the temporary folder.</summary>
    public IEnumerable<string> TemporaryFiles => Directory.EnumerateFiles(_temporary.FullName, "*.db", SearchOption.AllDirectories);

    public static async Task<PlatformProcess> StartAsync(params string[] arguments)
    {
        PlatformProcess platform = new(arguments);
        try
        {
            await platform._isUp.Task.WaitAsync(HangLimit.Duration);
            return platform;
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops it and returns its exit code.</summary>
    public async Task<int> InterruptAsync()
    {
        using Process kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _temporary.Delete(recursive: true);
    }

    private void Read(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line?.Contains("/openapi/v1.json", StringComparison.Ordinal) == true)
        {
            _isUp.TrySetResult(); // the last line it says
        }
    }

    [GeneratedRegex("^The platform is up at (http://[^ ]+) ", RegexOptions.CultureInvariant)]
    private static partial Regex AddressLine();
}
