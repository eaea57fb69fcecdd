using System.Diagnostics;
using Docker.DotNet.Models;
using Hivemind.Tenancy.WorkloadWorker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Hivemind.Tenancy.Docker.Tests.Hosts;

/// <summary>A platform of one test: a database, an engine, a tenant with a namespace web, and a host of the test's own that reconciles.</summary>
internal sealed class HostBench : IAsyncDisposable
{
    private readonly DockerDaemon _daemon;
    private readonly PostgresDatabase _database;

    private HostBench(DockerDaemon daemon, PostgresDatabase database)
    {
        _daemon = daemon;
        _database = database;
        DockerOptions options = Engines.Options(daemon.Endpoint, Engines.NewPlatform());
        Plan = new HostPlan(
            database.ConnectionString, daemon.Socket, options.Platform, DockerDaemon.Image, options.NetworkPool.ToString(), options.SharedNetwork.ToString());
        Host = Plan.Build();
    }

    public HostPlan Plan { get; }

    public IHost Host { get; }

    public Tenant Acme { get; private set; } = null!;

    public IAppManager Apps => Host.Services.GetRequiredService<IAppManager>();

    public IWorkloadEngine Engine => Host.Services.GetRequiredService<IWorkloadEngine>();

    private static CancellationToken Stop => Bench.Stop;

    public static async Task<HostBench> CreateAsync(DockerDaemon daemon, PostgresServer server, ResourceQuotas quotas)
    {
        HostBench bench = new(daemon, await server.CreateDatabaseAsync());
        await bench.Host.Services.MigrateTenancyAsync(Stop);
        await bench.Host.StartAsync(Stop);
        bench.Acme = await bench.Host.Services.GetRequiredService<ITenantManager>().CreateTenantAsync(
            new TenantSpec { Id = TenantId.Parse("acme"), Name = "Acme", OwnerId = "alice", Namespaces = ["web"], ResourceQuotas = quotas }, Stop);
        return bench;
    }

    /// <summary>A worker process on the same database and engine, or on what stands before the engine.</summary>
    public async Task<WorkloadProcess> StartWorkerAsync(string? socket = null)
    {
        WorkloadProcess worker = WorkloadProcess.Start(socket is null ? Plan : Plan with { Socket = socket });
        await worker.ReadyAsync();
        return worker;
    }

    public Task<IReadOnlyList<Allocation>> HeldAsync(IServiceProvider? host = null) =>
        (host ?? Host.Services).GetRequiredService<IQuotaManager>().ListAllocationsAsync(Acme, new AllocationQuery { Limit = 100 }, Stop).AsTask();

    /// <summary>Every container of the platform, of one kind or of all, as the engine itself lists them.</summary>
    public async Task<IReadOnlyList<ContainerListResponse>> ContainersAsync(string? kind = null)
    {
        Dictionary<string, bool> labels = new() { [$"hivemind.tenancy.platform={Plan.Platform}"] = true };
        if (kind is not null)
        {
            labels.Add($"hivemind.tenancy.kind={kind}", true);
        }

        return [.. await _daemon.Client.Containers.ListContainersAsync(
            new ContainersListParameters { All = true, Filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = labels } }, Stop)];
    }

    /// <summary>How many of the engine's volumes are the platform's.</summary>
    public async Task<int> VolumesAsync() => (await _daemon.Client.Volumes.ListAsync(
        new VolumesListParameters { Filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [$"hivemind.tenancy.platform={Plan.Platform}"] = true } } }, Stop)).Volumes?.Count ?? 0;

    /// <summary>Waits until engine and ledger agree, and nothing is left of what is not wanted.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> AgreeAsync()
    {
        long start = Stopwatch.GetTimestamp();
        while (await DisagreementAsync() is { } why)
        {
            Stopwatch.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromSeconds(60), why);
            await Task.Delay(100, Stop);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Waits until nothing is left of anything: containers, anchors, volumes, and what is committed.</summary>
    public async Task NothingLeftAsync()
    {
        long begin = Stopwatch.GetTimestamp();
        long start = begin;
        while (true)
        {
            Allocation[] held = [.. (await HeldAsync()).Where(a => a.IsCommitted)];
            string left = string.Join(", ", (await ContainersAsync()).Select(c => $"{c.Names.FirstOrDefault()} {c.State}"))
                + $"; {await VolumesAsync()} volumes; "
                + string.Join(", ", held.Select(a => a.Growth is { } growth ? $"{a.Id} with growth until {growth.ExpiresAt:O}" : a.Id));
            if (left == "; 0 volumes; ")
            {
                return;
            }

            if (held.Any(a => a.Growth is not null) && Stopwatch.GetElapsedTime(begin) < TimeSpan.FromMinutes(2))
            {
                // A deployment that had reserved growth of what still ended, and had applied nothing: it is waited for until its lease ends.
                start = Stopwatch.GetTimestamp();
            }

            Stopwatch.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromSeconds(30), $"left are {left}");
            await Task.Delay(100, Stop);
        }
    }

    /// <summary>After every lease has ended the ledger is exactly what the engine has.</summary>
    public async Task AgreeAfterLeasesAsync()
    {
        using IHost later = Plan.Build(new FakeTimeProvider(DateTimeOffset.UtcNow + TimeSpan.FromHours(2)));
        IAppReconciler reconciler = later.Services.GetRequiredService<IAppReconciler>();
        (await reconciler.ReconcileAsync(Stop)).Should().BeTrue();
        (await reconciler.ReconcileAsync(Stop)).Should().BeTrue();
        IReadOnlyList<Allocation> held = await HeldAsync(later.Services);
        held.Where(a => !a.IsCommitted || a.Growth is not null).Should().BeEmpty();
        EngineListing listing = await Engine.ListAsync("node-1", Acme, Stop);
        held.ToDictionary(a => a.Id, a => a.Amounts).Should().BeEquivalentTo(
            listing.Apps.Where(a => a.IsHeld).ToDictionary(a => a.Desired.Key.AllocationId, a => a.Desired.Spec.Amounts), o => o.ComparingByValue<ResourceAmounts>());
    }

    public async ValueTask DisposeAsync()
    {
        await Host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)Host).DisposeAsync();
        await _daemon.CleanAsync(Plan.Platform);
        await _database.DisposeAsync();
    }

    /// <summary>What is held and not committed is a dead host's, until its lease ends.</summary>
    private async Task<string?> DisagreementAsync()
    {
        EngineListing listing = await Engine.ListAsync("node-1", Acme, Stop);
        Dictionary<string, ResourceAmounts> wanted = listing.Apps.Where(a => a.IsHeld).ToDictionary(a => a.Desired.Key.AllocationId, a => a.Desired.Spec.Amounts, StringComparer.Ordinal);
        Dictionary<string, Allocation> held = (await HeldAsync()).Where(a => a.IsCommitted).ToDictionary(a => a.Id, StringComparer.Ordinal);
        if (!held.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(wanted.Keys))
        {
            return $"held are {string.Join(", ", held.Keys)}, wanted {string.Join(", ", wanted.Keys)}";
        }

        if (wanted.FirstOrDefault(w => held[w.Key] is { Growth: null } allocation && allocation.Amounts != w.Value).Key is { } differing)
        {
            return $"{differing} holds {held[differing].Amounts} and is {wanted[differing]}";
        }

        if (listing.Apps.FirstOrDefault(a => !a.IsReady) is { } app)
        {
            return $"{app.Desired.Key} is not ready: {string.Join(", ", app.Replicas.Select(r => $"{r.State} {r.IsCurrent} {r.Reason}"))}";
        }

        IReadOnlyList<ContainerListResponse> containers = await ContainersAsync();
        int replicas = listing.Apps.Sum(a => a.Desired.RunningReplicas);
        return containers.Count == listing.Apps.Count + replicas
            ? null
            : $"{listing.Apps.Count} apps with {replicas} replicas have {string.Join(", ", containers.Select(c => $"{c.Names.FirstOrDefault()} {c.State}"))}";
    }
}
