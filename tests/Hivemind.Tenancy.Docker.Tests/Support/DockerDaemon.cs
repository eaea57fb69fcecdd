using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;
using System.Text.RegularExpressions;
using Docker.DotNet;
using Docker.DotNet.Models;
using Hivemind.Tenancy.Docker.Tests;

[assembly: AssemblyFixture(typeof(DockerDaemon))]

namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>
/// An engine of the tests' own, for all of them: dockerd in a network namespace of its own, in a folder of its own, on a socket there. It has
/// one image, <c>tenant-test:1</c>, which is busybox. Needs root, and Debian's docker.io, iptables and busybox-static.
/// </summary>
public sealed class DockerDaemon : IAsyncLifetime
{
    public const string Image = "tenant-test:1";

    private readonly string _folder = Directory.CreateTempSubdirectory("hivemind-docker-").FullName;

    /// <summary>Where it keeps everything.</summary>
    public string Folder => _folder;

    /// <summary>Where it listens.</summary>
    public string Socket => Path.Combine(_folder, "docker.sock");

    public Uri Endpoint => new($"unix://{Socket}");

    /// <summary>A client of the tests' own.</summary>
    public DockerClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "daemon.json"), "{}");
        await StartAsync();
        Client = new DockerClientBuilder().WithEndpoint(Endpoint).Build();
        await ImportAsync("tenant-test", "1", "LABEL hivemind.tenancy.kind=app hivemind.tenancy.record={} hivemind.tenancy.generation=99");
        await ProtectHostAsync();
    }

    /// <summary>Starts it, or starts it again after <see cref="KillAsync"/>.</summary>
    public async Task StartAsync()
    {
        string log = Path.Combine(_folder, "dockerd.log");
        File.Delete(Path.Combine(_folder, "dockerd.pid"));
        using Process started = Run(
            "setsid", "unshare", "-n", "-m", "--propagation", "private", "bash", "-c",
            $"ip link set lo up; exec dockerd --config-file {_folder}/daemon.json --data-root {_folder}/data --exec-root {_folder}/run -p {_folder}/dockerd.pid -H unix://{Socket} --oom-score-adjust 0 >> {log} 2>&1");
        for (int i = 0; i < 600; i++)
        {
            try
            {
                using DockerClient client = new DockerClientBuilder().WithEndpoint(Endpoint).Build();
                await client.System.PingAsync();
                return;
            }
            catch (Exception e) when (e is not InvalidOperationException)
            {
                await Task.Delay(100);
            }
        }

        throw new InvalidOperationException($"dockerd does not start: {await File.ReadAllTextAsync(log)}");
    }

    /// <summary>Ends it as a crash would: what it runs runs on.</summary>
    public async Task KillAsync()
    {
        await EndAsync("KILL");

        // Its containerd dies with it, and is left to be buried: by its number alone it would count as running.
        File.Delete(Path.Combine(_folder, "run", "containerd", "containerd.pid"));
    }

    /// <summary>Removes everything of a platform. What a call makes that was cancelled is there a moment later, and what is removed is in use a moment longer.</summary>
    public async Task CleanAsync(string platform)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await CleanOnceAsync(new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [$"hivemind.tenancy.platform={platform}"] = true } });
                return;
            }
            catch (DockerApiException) when (attempt < 100)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Makes busybox an image.</summary>
    public Task ImportAsync(string repository, string tag, params string[] changes) => ImportAsync(repository, tag, lacking: null, changes);

    /// <summary>Makes busybox an image that lacks one of its commands. Its own shell finds all of them wherever they are: this one is the machine's.</summary>
    public Task ImportWithoutAsync(string command, string repository, string tag) => ImportAsync(repository, tag, command, []);

    /// <summary>The process id of dockerd.</summary>
    public int Pid => int.Parse(File.ReadAllText(Path.Combine(_folder, "dockerd.pid")), CultureInfo.InvariantCulture);

    /// <summary>Runs a command in the engine's network namespace.</summary>
    public async Task<(int ExitCode, string Output)> InNamespaceAsync(params string[] command)
    {
        using Process process = Run("nsenter", ["-t", $"{Pid}", "-n", .. command]);
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ContainerListResponse container in await Client.Containers.ListContainersAsync(new ContainersListParameters { All = true }))
        {
            await RemoveAsync(container.ID);
        }

        Client.Dispose();
        await EndAsync("TERM");
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ImportAsync(string repository, string tag, string? lacking, string[] changes)
    {
        using MemoryStream archive = new();
        await using (TarWriter writer = new(archive, leaveOpen: true))
        {
            foreach (string folder in new[] { "bin", "tmp", "data" })
            {
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, folder) { Mode = (UnixFileMode)0b111_111_111 });
            }

            await using FileStream busybox = File.OpenRead("/bin/busybox");
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox") { Mode = (UnixFileMode)0b111_101_101, DataStream = busybox });
            foreach (string applet in new[] { "sh", "sleep", "cat", "echo", "printenv", "nc", "wget", "httpd", "timeout", "dd", "yes", "ping", "mkdir", "true", "false", "ls", "env", "id", "touch", "grep", "seq", "head", "chown" }.Where(a => lacking is null || (a != lacking && a != "sh")))
            {
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{applet}") { LinkName = "busybox" });
            }

            if (lacking is not (null or "sh"))
            {
                await WriteShellAsync(writer);
            }
        }

        archive.Position = 0;
        await Client.Images.CreateImageAsync(
            new ImagesCreateParameters { FromSrc = "-", Repo = repository, Tag = tag, Changes = ["ENV PATH=/bin", .. changes] },
            archive, null, new Progress<JSONMessage>());
    }

    /// <summary>The machine's shell with the libraries that it needs, as files of an archive.</summary>
    private static async Task WriteShellAsync(TarWriter writer)
    {
        using Process listing = Run("ldd", "/bin/sh");
        MatchCollection libraries = Regex.Matches(await listing.StandardOutput.ReadToEndAsync(), @"(/\S+) \(0x", RegexOptions.NonBacktracking);
        foreach (string path in libraries.Select(l => l.Groups[1].Value).Append("/bin/sh"))
        {
            await using FileStream file = File.OpenRead(path);
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, path[1..]) { Mode = (UnixFileMode)0b111_101_101, DataStream = file });
        }
    }

    private async Task CleanOnceAsync(Dictionary<string, IDictionary<string, bool>> ours)
    {
        foreach (ContainerListResponse container in await Client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = ours }))
        {
            await RemoveAsync(container.ID);
        }

        foreach (NetworkResponse network in await Client.Networks.ListNetworksAsync(new NetworksListParameters { Filters = ours }))
        {
            // The engine may keep the end of a container in a network that was removed while it started.
            foreach (EndpointResource left in (await Client.Networks.InspectNetworkAsync(network.ID)).Containers?.Values ?? [])
            {
                await Client.Networks.DisconnectNetworkAsync(network.ID, new NetworkDisconnectParameters { Container = left.Name, Force = true });
            }

            await Client.Networks.DeleteNetworkAsync(network.ID);
        }

        foreach (VolumeResponse volume in (await Client.Volumes.ListAsync(new VolumesListParameters { Filters = ours })).Volumes ?? [])
        {
            await Client.Volumes.RemoveAsync(volume.Name, force: true);
        }
    }

    private async Task RemoveAsync(string container)
    {
        try
        {
            await Client.Containers.RemoveContainerAsync(container, new ContainerRemoveParameters { Force = true, RemoveVolumes = true });
        }
        catch (DockerApiException)
        {
            // Somebody else removes it.
        }
    }

    /// <summary>Ends dockerd by a signal, and waits until it has.</summary>
    private async Task EndAsync(string signal)
    {
        int pid = Pid;
        using Process process = Run("kill", $"-{signal}", $"{pid}");
        await process.WaitForExitAsync();
        for (int i = 0; i < 300 && IsRunning(pid); i++)
        {
            await Task.Delay(100);
        }

        static bool IsRunning(int pid)
        {
            try
            {
                return !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    /// <summary>The one rule that the engine's API cannot set, as the package's README has it.</summary>
    private async Task ProtectHostAsync()
    {
        (int exitCode, string output) = await InNamespaceAsync("iptables", "-I", "INPUT", "-i", "hv-+", "-m", "conntrack", "--ctstate", "NEW", "-j", "DROP");
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"iptables: {output}");
        }
    }

    private static Process Run(string command, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true }) ?? throw new InvalidOperationException($"{command} does not start.");
}
