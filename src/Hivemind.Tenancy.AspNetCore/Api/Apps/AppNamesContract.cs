using System.Text.Json.Serialization;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary><see cref="AppState"/> as the API writes it.</summary>
[JsonConverter(typeof(SnakeCaseEnum<AppStateName>))]
internal enum AppStateName
{
    Pending = AppState.Pending,
    Ready = AppState.Ready,
    Stopped = AppState.Stopped,
    Suspended = AppState.Suspended,
    Succeeded = AppState.Succeeded,
    Failed = AppState.Failed,
}

/// <summary><see cref="ReplicaState"/> as the API writes it.</summary>
[JsonConverter(typeof(SnakeCaseEnum<ReplicaStateName>))]
internal enum ReplicaStateName
{
    Pending = ReplicaState.Pending,
    Running = ReplicaState.Running,
    Ready = ReplicaState.Ready,
    Exited = ReplicaState.Exited,
}

/// <summary><see cref="RestartPolicy"/> as the API writes it.</summary>
[JsonConverter(typeof(SnakeCaseEnum<RestartPolicyName>))]
internal enum RestartPolicyName
{
    Always = RestartPolicy.Always,
    OnFailure = RestartPolicy.OnFailure,
    Never = RestartPolicy.Never,
}

/// <summary><see cref="PortProtocol"/> as the API writes it.</summary>
[JsonConverter(typeof(SnakeCaseEnum<PortProtocolName>))]
internal enum PortProtocolName
{
    Tcp = PortProtocol.Tcp,
    Udp = PortProtocol.Udp,
}

/// <summary><see cref="PortExposure"/> as the API writes it.</summary>
[JsonConverter(typeof(SnakeCaseEnum<PortExposureName>))]
internal enum PortExposureName
{
    Tenant = PortExposure.Tenant,
    Host = PortExposure.Host,
    Public = PortExposure.Public,
}

/// <summary>Whose a mounted volume is.</summary>
[JsonConverter(typeof(SnakeCaseEnum<MountKindName>))]
internal enum MountKindName
{
    Own = 1,
    Existing = 2,
    Shared = 3,
}
