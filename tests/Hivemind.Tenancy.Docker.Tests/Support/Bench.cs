using System.Runtime.CompilerServices;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>An engine over the daemon for one test, with the few lines that tests share, and what looks into containers.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly DockerDaemon _daemon;

    public Bench(DockerDaemon daemon, Action<DockerOptions>? configure = null, ISecretResolver? secrets = null, Uri? endpoint = null, IRegistryCredentials? credentials = null)
    {
        _daemon = daemon;
        Options = Engines.Options(endpoint ?? daemon.Endpoint, Engines.NewPlatform(), configure);
        Engine = Engines.Create(Options, secrets, credentials);
    }

    public DockerOptions Options { get; }

    public DockerWorkloadEngine Engine { get; }

    public DockerClient Client => _daemon.Client;

    public static TenantReference Acme { get; } = TenantReference.Parse("acme@0123456789abcdef0123456789abcdef");

    public static TenantReference Beta { get; } = TenantReference.Parse("beta@fedcba9876543210fedcba9876543210");

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static AppKey Key(string name = "shop", TenantReference? tenant = null) => new(tenant ?? Acme, (tenant ?? Acme).Id == Acme.Id ? "web" : "beta-web", name);

    /// <summary>An app as it is wanted first: it sleeps.</summary>
    public static DesiredApp Wanted(AppKey key, Func<AppSpec, AppSpec>? change = null, IsolationLevel? isolation = null)
    {
        AppSpec spec = new() { Name = key.Name, Namespace = key.Namespace, Image = DockerDaemon.Image, Command = ["sleep", "600"] };
        return new DesiredApp
        {
            Key = key,
            Instance = Guid.NewGuid(),
            Generation = 1,
            Spec = change?.Invoke(spec) ?? spec,
            Source = "node-1",
            Isolation = (isolation ?? IsolationLevel.Soft).Settings,
        };
    }

    public async Task<DesiredApp> ApplyAsync(DesiredApp wanted)
    {
        await Engine.ApplyAsync(wanted, wanted.Generation - 1, Stop);
        return wanted;
    }

    public Task<DesiredApp> ChangeAsync(DesiredApp before, Func<DesiredApp, DesiredApp> change) =>
        ApplyAsync(change(before) with { Generation = before.Generation + 1 });

    public async Task<EngineApp> UntilAsync(AppKey key, Func<EngineApp, bool> isSo, [CallerArgumentExpression(nameof(isSo))] string what = "")
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            EngineApp? app = await Engine.FindAsync(key, Stop);
            if (app is not null && isSo(app))
            {
                return app;
            }

            TimeProvider.System.GetElapsedTime(start).Should().BeLessThan(HangLimit.Duration, $"{what}: {string.Join(", ", app?.Replicas.Select(r => $"{r.State} {r.ExitCode} {r.Reason}") ?? [])}");
            await Task.Delay(100, Stop);
        }
    }

    /// <summary>Tries an engine's node until networks count as kept apart: what a busy machine answers too late to a check counts as not held.</summary>
    public static async Task TryUntilApartAsync(DockerWorkloadEngine engine)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (await engine.TryNodesAsync(Stop) is not [{ Network: EngineSupport.Enforced }])
        {
            TimeProvider.System.GetElapsedTime(start).Should().BeLessThan(HangLimit.Duration, engine.Capabilities.NetworkReason);
        }
    }

    public Task<EngineApp> ReadyAsync(AppKey key) => UntilAsync(key, a => a.IsReady, "every replica ready");

    public async Task<EngineApp> RunAsync(DesiredApp wanted)
    {
        await ApplyAsync(wanted);
        return await ReadyAsync(wanted.Key);
    }

    public Task<ContainerInspectResponse> InspectAsync(EngineReplica replica) => Client.Containers.InspectContainerAsync(replica.Id, Stop);

    /// <summary>Runs a command in a replica.</summary>
    public async Task<(long ExitCode, string Output)> ExecAsync(EngineReplica replica, params string[] command)
    {
        ContainerExecCreateResponse made = await Client.Exec.CreateContainerExecAsync(
            replica.Id, new ContainerExecCreateParameters { Cmd = command, AttachStdout = true, AttachStderr = true }, Stop);
        using MultiplexedStream stream = await Client.Exec.StartContainerExecAsync(made.ID, new ContainerExecStartParameters(), Stop);
        (string output, string error) = await stream.ReadOutputToEndAsync(Stop);
        return ((await Client.Exec.InspectContainerExecAsync(made.ID, Stop)).ExitCode ?? -1, output + error);
    }

    /// <summary>Every container of the platform.</summary>
    public async Task<IReadOnlyList<ContainerListResponse>> ContainersAsync(string? kind = null)
    {
        Dictionary<string, bool> labels = new() { [$"hivemind.tenancy.platform={Options.Platform}"] = true };
        if (kind is not null)
        {
            labels.Add($"hivemind.tenancy.kind={kind}", true);
        }

        return [.. await Client.Containers.ListContainersAsync(
            new ContainersListParameters { All = true, Filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = labels } }, Stop)];
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await _daemon.CleanAsync(Options.Platform);
    }
}
