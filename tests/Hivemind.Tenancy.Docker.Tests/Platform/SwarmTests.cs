using System.Collections.Concurrent;
using System.Globalization;
using Docker.DotNet.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>
/// Apps and jobs of 20 tenants on an engine, changed at random by callers at the same time while tenants are suspended and resumed, beside a
/// model. Each is one caller's, so the model knows what was acknowledged.
/// </summary>
public sealed class SwarmTests(DockerDaemon daemon, ITestOutputHelper output)
{
    private const int Tenants = 20;
    private const int Callers = 8;
    private const int Steps = 4;

    private readonly ConcurrentDictionary<string, int> _tally = new(StringComparer.Ordinal);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>How many apps and jobs: HIVEMIND_DOCKER_APPS, or a few.</summary>
    private static int Things => int.Parse(Environment.GetEnvironmentVariable("HIVEMIND_DOCKER_APPS") ?? "20", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Engine_ledger_and_model_agree_when_everybody_is_done()
    {
        int seed = int.Parse(Environment.GetEnvironmentVariable("HIVEMIND_SEED") ?? $"{Random.Shared.Next()}", CultureInfo.InvariantCulture);
        output.WriteLine($"HIVEMIND_SEED={seed}");
        DockerOptions options = Engines.Options(daemon.Endpoint, Engines.NewPlatform(), o =>
        {
            o.SharedNetwork = System.Net.IPNetwork.Parse("10.140.0.0/20");
            o.ProbeImage = null;
            o.AnswerLimit = TimeSpan.FromMinutes(5);
        });
        using IHost host = await StartAsync(options);
        using TenantScope scope = TenantContext.System("test", "changes apps at random").Enter();
        Tenant[] tenants = await CreateAsync(host.Services.GetRequiredService<ITenantManager>());
        Thing[] things = [.. Enumerable.Range(0, Things).Select(i => new Thing(tenants[i % Tenants], string.Create(CultureInfo.InvariantCulture, $"app{i}"), IsJob: i % 5 == 4))];

        using CancellationTokenSource done = new();
        Task beside = Task.Run(() => SuspendAndResumeAsync(host.Services, tenants, new Random(seed), done.Token), Stop);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => Task.Run(() => CallAsync(host.Services, [.. things.Where((_, t) => t % Callers == i)], new Random(seed + i)), Stop)));
        await done.CancelAsync();
        await beside;
        await SuspendSomeAsync(host.Services, tenants);
        output.WriteLine(string.Join(", ", _tally.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key} {t.Value}")));

        foreach (Tenant tenant in tenants)
        {
            await AgreesAsync(host.Services, tenant, [.. things.Where(t => t.Tenant.Id == tenant.Id)]);
        }

        things.Count(t => t.IsKnown).Should().BeGreaterThan(Things / 2);
        await RemoveAllAsync(host.Services, tenants);
        (await ContainersAsync(options)).Should().BeEmpty();
        await host.StopAsync(Stop);
        await daemon.CleanAsync(options.Platform);
    }

    private static async Task<IHost> StartAsync(DockerOptions platform)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddHivemindTenancy().AddWorkloads().UseDocker(platform.CopyTo);
        IHost host = builder.Build();
        await host.StartAsync(Stop);
        return host;
    }

    private static async Task<Tenant[]> CreateAsync(ITenantManager tenants)
    {
        List<Tenant> made = [];
        for (int i = 0; i < Tenants; i++)
        {
            made.Add(await tenants.CreateTenantAsync(
                new TenantSpec
                {
                    Id = TenantId.Parse(string.Create(CultureInfo.InvariantCulture, $"t{i}")),
                    Name = string.Create(CultureInfo.InvariantCulture, $"Tenant {i}"),
                    OwnerId = "alice",
                    Namespaces = [string.Create(CultureInfo.InvariantCulture, $"web{i}")],
                    ResourceQuotas = new ResourceQuotas { Containers = 8, Services = 3, StorageBytes = 60 },
                },
                Stop));
        }

        return [.. made];
    }

    private static AppSpec SpecOf(Thing thing, Random random) => new()
    {
        Name = thing.Name,
        Namespace = thing.Namespace,
        Image = DockerDaemon.Image,
        Command = thing.IsJob ? ["true"] : ["sleep", "3600"],
        Replicas = thing.IsJob ? 1 : random.Next(1, 3),
        PerReplica = new ResourceAmounts { MemoryBytes = 8 << 20 },
        Ports = random.Next(4) == 0 ? [new AppPort(80)] : [],
        Volumes = random.Next(4) == 0 ? [VolumeMount.Own("own", "/own", 10)] : [],
        Environment = new Dictionary<string, string> { ["REVISION"] = random.Next(3).ToString(CultureInfo.InvariantCulture) },
        Readiness = new AppReadiness { Deadline = TimeSpan.FromMinutes(10) },
        Job = thing.IsJob ? new AppJob { Deadline = TimeSpan.FromHours(1) } : null,
    };

    private async Task CallAsync(IServiceProvider services, Thing[] things, Random random)
    {
        IAppManager apps = services.GetRequiredService<IAppManager>();
        foreach (Thing thing in Enumerable.Range(0, Steps).SelectMany(_ => things.OrderBy(_ => random.Next()).ToArray()))
        {
            AppSpec spec = SpecOf(thing, random);
            await (thing.App is not { } app ? DoAsync(thing, "deploy", async () => await apps.DeployAsync(thing.Tenant, spec, Stop))
                : random.Next(6) switch
                {
                    0 when !thing.IsJob => DoAsync(thing, "scale", async () => await apps.ScaleAsync(thing.Tenant, thing.Namespace, thing.Name, app.Spec.Replicas % 3 + 1, cancellationToken: Stop)),
                    1 when !thing.IsJob => DoAsync(thing, "redeploy", async () => await apps.RedeployAsync(thing.Tenant, spec, cancellationToken: Stop)),
                    2 => DoAsync(thing, "stop", async () => await apps.StopAsync(thing.Tenant, thing.Namespace, thing.Name, cancellationToken: Stop)),
                    3 => DoAsync(thing, "start", async () => await apps.StartAsync(thing.Tenant, thing.Namespace, thing.Name, cancellationToken: Stop)),
                    4 => DoAsync(thing, "remove", async () => await apps.RemoveAsync(thing.Tenant, thing.Namespace, thing.Name, cancellationToken: Stop) ? null : throw new InvalidOperationException($"{thing.Name} was not there.")),
                    _ => DoAsync(thing, "deploy again", async () => await apps.DeployAsync(thing.Tenant, app.Spec, Stop)),
                });
        }
    }

    private async Task DoAsync(Thing thing, string verb, Func<Task<App?>> act)
    {
        try
        {
            thing.App = await act();
            _tally.AddOrUpdate(verb, 1, (_, n) => n + 1);
        }
        catch (TenancyException e)
        {
            bool isAsBefore = e is QuotaExceededException or AppConflictException or TenantNotActiveException or AppDeploymentException { IsUndone: true };
            thing.IsKnown &= isAsBefore;
            _tally.AddOrUpdate($"{verb}:{e.GetType().Name}{(isAsBefore ? string.Empty : "!")}", 1, (_, n) => n + 1);
        }
    }

    private async Task SuspendAndResumeAsync(IServiceProvider services, Tenant[] tenants, Random random, CancellationToken done)
    {
        ITenantManager manager = services.GetRequiredService<ITenantManager>();
        while (!done.IsCancellationRequested)
        {
            Tenant tenant = tenants[random.Next(Tenants)];
            try
            {
                await manager.SuspendTenantAsync(tenant, "test", Stop);
                await Task.Delay(random.Next(500), Stop);
            }
            catch (TenantProvisioningException)
            {
                _tally.AddOrUpdate("suspend!", 1, (_, n) => n + 1);
            }

            for (bool isActive = false; !isActive;)
            {
                try
                {
                    isActive = (await manager.ResumeTenantAsync(tenant, Stop)).Status == TenantStatus.Active;
                }
                catch (TenantProvisioningException)
                {
                    _tally.AddOrUpdate("resume!", 1, (_, n) => n + 1);
                }
            }

            _tally.AddOrUpdate("suspend and resume", 1, (_, n) => n + 1);
        }
    }

    /// <summary>Some stay suspended: nothing of theirs runs when everybody is done.</summary>
    private static async Task SuspendSomeAsync(IServiceProvider services, Tenant[] tenants)
    {
        ITenantManager manager = services.GetRequiredService<ITenantManager>();
        foreach (Tenant tenant in tenants.Where((_, i) => i % 3 == 0))
        {
            for (bool isSuspended = false; !isSuspended;)
            {
                try
                {
                    isSuspended = (await manager.SuspendTenantAsync(tenant, "test", Stop)).Status == TenantStatus.Suspended;
                }
                catch (TenantProvisioningException)
                {
                    // It is tried again.
                }
            }
        }
    }

    private async Task AgreesAsync(IServiceProvider services, Tenant tenant, Thing[] things)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (await DisagreementAsync(services, tenant, things) is { } why)
        {
            TimeProvider.System.GetElapsedTime(start).Should().BeLessThan(HangLimit.Duration, "of {0}: {1}", tenant.Id, why);
            await services.GetRequiredService<IAppReconciler>().ReconcileAsync(Stop);
            await Task.Delay(200, Stop);
        }
    }

    private async Task<string?> DisagreementAsync(IServiceProvider services, Tenant tenant, Thing[] things)
    {
        EngineListing listing = await services.GetRequiredService<IWorkloadEngine>().ListAsync("node-1", tenant, Stop);
        Allocation[] held = [.. await services.GetRequiredService<IQuotaManager>().ListAllocationsAsync(tenant, cancellationToken: Stop)];
        Dictionary<string, ResourceAmounts> wanted = listing.Apps.Where(a => a.IsHeld).ToDictionary(a => a.Desired.Key.AllocationId, a => a.Desired.Spec.Amounts, StringComparer.Ordinal);
        if (held.Length != wanted.Count || held.FirstOrDefault(a => !a.IsCommitted || a.Growth is not null || wanted.GetValueOrDefault(a.Id) != a.Amounts) is not null)
        {
            return $"held are {string.Join("; ", held.AsEnumerable())}, wanted {string.Join("; ", wanted)}";
        }

        foreach (EngineApp app in listing.Apps)
        {
            IList<ContainerListResponse> containers = await daemon.Client.Containers.ListContainersAsync(
                new ContainersListParameters { Filters = NodeClient.Filter([Labels.Is(Labels.Uid, $"{tenant.Uid}"), Labels.Is(Labels.Kind, Labels.Replica), Labels.Is(Labels.Name, app.Desired.Key.Name)]) }, Stop);
            if (app.Desired.Spec.Job is null && (containers.Count != app.Desired.RunningReplicas || !app.IsReady))
            {
                return $"{app.Desired.Key}: {containers.Count} of {app.Desired.RunningReplicas} run, of {string.Join(", ", app.Replicas)}";
            }
        }

        foreach (Thing thing in things.Where(t => t.IsKnown))
        {
            DesiredApp? desired = listing.Apps.FirstOrDefault(a => a.Desired.Key.Name == thing.Name)?.Desired;
            if (desired?.Spec != thing.App?.Spec || (!thing.IsJob && desired?.IsStopped != (thing.App is null ? null : thing.App.State == AppState.Stopped)))
            {
                return $"{thing.Name} is {desired}, acknowledged was {thing.App}";
            }
        }

        return null;
    }

    private static async Task RemoveAllAsync(IServiceProvider services, Tenant[] tenants)
    {
        IAppManager apps = services.GetRequiredService<IAppManager>();
        await Parallel.ForEachAsync(tenants, Stop, async (tenant, _) =>
        {
            using TenantScope scope = TenantContext.System("test", "removes apps").Enter();
            foreach (App app in await apps.ListAppsAsync(tenant, cancellationToken: Stop))
            {
                await apps.RemoveAsync(tenant, app.Key.Namespace, app.Key.Name, cancellationToken: Stop);
            }

            (await services.GetRequiredService<IQuotaManager>().ListAllocationsAsync(tenant, cancellationToken: Stop)).Should().BeEmpty();
        });
    }

    private async Task<IReadOnlyList<ContainerListResponse>> ContainersAsync(DockerOptions platform) => [.. await daemon.Client.Containers.ListContainersAsync(
        new ContainersListParameters { All = true, Filters = NodeClient.Filter([Labels.Is(Labels.Platform, platform.Platform)]) }, Stop)];

    /// <summary>An app or a job, and what was acknowledged of it last.</summary>
    private sealed record Thing(Tenant Tenant, string Name, bool IsJob)
    {
        public App? App { get; set; }

        public bool IsKnown { get; set; } = true;

        public string Namespace => Tenant.Namespaces[0];
    }
}
