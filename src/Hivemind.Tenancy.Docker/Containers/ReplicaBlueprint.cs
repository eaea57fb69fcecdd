using System.Globalization;
using Docker.DotNet.Models;
using Hivemind.Tenancy.Workloads;
using EngineRestartPolicy = Docker.DotNet.Models.RestartPolicy;
using RestartPolicy = Hivemind.Tenancy.Workloads.RestartPolicy;

namespace Hivemind.Tenancy.Docker;

/// <summary>What a container is made with: everything that holds a tenant's process, in one place. No path of the host, no namespace of it, never privileged.</summary>
/// <param name="Options">What the host allows.</param>
/// <param name="App">The app.</param>
/// <param name="Image">The full name of its image.</param>
/// <param name="Entry">What the image runs by itself.</param>
/// <param name="Network">The id of its network.</param>
/// <param name="Mounts">Its volumes.</param>
internal sealed record ReplicaBlueprint(
    DockerOptions Options, AppSnapshot App, string Image, IReadOnlyList<string> Entry, string Network, IReadOnlyList<Mount> Mounts)
{
    private const string Loopback = "127.0.0.1";

    /// <summary>The container of a place.</summary>
    public CreateContainerParameters Of(PlannedReplica planned)
    {
        AppSpec spec = App.Desired.Spec;
        bool hasSecrets = spec.Secrets.Count > 0;
        IEnumerable<string> command = spec.Command.Count > 0 ? spec.Command.Concat(spec.Arguments) : Entry.Concat(spec.Arguments);
        return new CreateContainerParameters
        {
            Name = Names.Replica(App.Anchor.Key, App.Record.Revision, planned.Slot, planned.Attempt),
            Image = Image,
            Entrypoint = hasSecrets ? SecretLaunch.Wrap(command) : spec.Command.Count > 0 ? [.. spec.Command] : null!,
            Cmd = hasSecrets || spec.Arguments.Count == 0 ? null! : [.. spec.Arguments],
            Env = [.. spec.Environment.Select(e => $"{e.Key}={e.Value}")],
            OpenStdin = hasSecrets,
            StdinOnce = hasSecrets,
            AttachStdin = hasSecrets,
            Healthcheck = new HealthcheckConfig { Test = ["NONE"] },
            ExposedPorts = spec.Ports.ToDictionary(PortOf, _ => default(EmptyStruct), StringComparer.Ordinal),
            HostConfig = HostConfigOf(spec),
            NetworkingConfig = new NetworkingConfig
            {
                EndpointsConfig = new Dictionary<string, EndpointSettings> { [Network] = new EndpointSettings { Aliases = [$"{spec.Name}.{spec.Namespace}"] } },
            },
            Labels = LabelsOf(planned),
        };
    }

    /// <summary>What the container may use.</summary>
    private ResourceAmounts Amounts => App.Desired.Spec.PerReplica with
    {
        CpuCores = App.Desired.Spec.PerReplica.CpuCores is > 0 and var cores ? cores : Options.CpuCoresUnlessAsked,
        MemoryBytes = App.Desired.Spec.PerReplica.MemoryBytes is > 0 and var memory ? memory : Options.MemoryBytesUnlessAsked,
    };

    private HostConfig HostConfigOf(AppSpec spec)
    {
        (decimal cores, long memory) = (Amounts.CpuCores, Amounts.MemoryBytes);
        return new HostConfig
        {
            NanoCPUs = (long)(cores * 1_000_000_000m),
            Memory = memory,
            MemorySwap = memory, // together: no swap
            PidsLimit = Options.ProcessesPerReplica,
            CapDrop = ["ALL"],
            CapAdd = [.. spec.Capabilities],
            SecurityOpt = ["no-new-privileges"],
            ReadonlyRootfs = spec.IsRootReadOnly,
            IpcMode = "private",
            CgroupnsMode = "private",
            NetworkMode = Network,
            PortBindings = spec.Ports.Where(p => p.Exposure != PortExposure.Tenant).ToDictionary(PortOf, BindingOf, StringComparer.Ordinal),
            Mounts = [.. Mounts],
            VolumesFrom = [App.Anchor.Id], // only while this is what is wanted
            RestartPolicy = new EngineRestartPolicy { Name = RestartOf(spec) },
            LogConfig = new LogConfig { Type = "json-file", Config = new Dictionary<string, string> { ["max-size"] = "10m", ["max-file"] = "3" } },
        };
    }

    private Dictionary<string, string> LabelsOf(PlannedReplica planned)
    {
        DesiredApp app = App.Desired;
        return Labels.ForContainer(
            (Labels.Platform, Options.Platform),
            (Labels.Kind, Labels.Replica),
            (Labels.Key, App.Anchor.Key),
            (Labels.Tenant, app.Key.Tenant.Id.ToString()),
            (Labels.Uid, app.Key.Tenant.Uid.ToString()!),
            (Labels.Namespace, app.Key.Namespace),
            (Labels.Name, app.Key.Name),
            (Labels.Allocation, app.Key.AllocationId),
            (Labels.Generation, app.Generation.ToString(CultureInfo.InvariantCulture)),
            (Labels.Instance, app.Instance.ToString("N")),
            (Labels.Revision, App.Record.Revision),
            (Labels.Slot, planned.Slot.ToString(CultureInfo.InvariantCulture)),
            (Labels.Attempt, planned.Attempt.ToString(CultureInfo.InvariantCulture)),
            (Labels.Since, Text(planned.Since)),
            (Labels.OutOfMemory, Text(planned.OutOfMemoryAt)),
            (Labels.Amounts, SpecEntries.Write(Amounts)),
            (Labels.Shared, SpecEntries.Write(app.Spec.Shared)));
    }

    private static string Text(DateTimeOffset? at) => at?.ToString("O", CultureInfo.InvariantCulture) ?? string.Empty;

    /// <summary>The engine itself starts again what ended, also while no host runs; a job's retries are counted, and secrets have to be brought.</summary>
    private static RestartPolicyKind RestartOf(AppSpec spec) => spec.Job is not null || spec.Secrets.Count > 0 ? RestartPolicyKind.No : spec.Restart switch
    {
        RestartPolicy.Always => RestartPolicyKind.Always,
        RestartPolicy.OnFailure => RestartPolicyKind.OnFailure,
        _ => RestartPolicyKind.No,
    };

    private static string PortOf(AppPort port) => string.Create(CultureInfo.InvariantCulture, $"{port.Number}/{(port.Protocol == PortProtocol.Tcp ? "tcp" : "udp")}");

    /// <summary>Any free port of the node: replicas of one app can share a node.</summary>
    private static IList<PortBinding> BindingOf(AppPort port) => [new PortBinding { HostIP = port.Exposure == PortExposure.Public ? "0.0.0.0" : Loopback, HostPort = "0" }];
}
