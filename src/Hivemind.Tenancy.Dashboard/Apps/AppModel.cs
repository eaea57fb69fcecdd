using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>One app.</summary>
public sealed record AppModel
{
    /// <summary>What surrounds the page.</summary>
    public required PageFrame Frame { get; init; }

    /// <summary>Whose it is.</summary>
    public required Tenant Tenant { get; init; }

    /// <summary>The app as it is now.</summary>
    public required App App { get; init; }

    /// <summary>Why the last redeployment failed that was begun here and not waited for; null when it did not.</summary>
    public required string? FailedRollout { get; init; }

    /// <summary>What its replicas use; null when that could not be read.</summary>
    public required IReadOnlyList<ReplicaUsage>? Usage { get; init; }

    /// <summary>What it wrote last; null when that could not be read.</summary>
    public required AppLog? Log { get; init; }

    /// <summary>What it has told its tenant, the newest first.</summary>
    public required IReadOnlyList<EventLine> Reports { get; init; }

    /// <summary>What the tenant holds; null where the user may not read it.</summary>
    public required TenantUsage? Quota { get; init; }

    /// <summary>The forms that the user may send now, by what they do.</summary>
    public required IReadOnlyDictionary<string, DashboardForm> Forms { get; init; }

    /// <summary>The form that was refused; null for none.</summary>
    public DashboardForm? Refused { get; init; }

    /// <summary>The address of the page.</summary>
    public string Address => Frame.Of($"/apps/{App.Key.Namespace}/{App.Key.Name}");

    /// <summary>What a replica uses now; null when that is not known.</summary>
    public ReplicaUsage? UsageOf(EngineReplica replica) => Usage?.FirstOrDefault(u => u.Replica == replica?.Id);

    /// <summary>As which version the app is shown to a form: it goes with the state that is shown, live, too.</summary>
    /// <param name="form">What the form does.</param>
    public string VersionFor(string form) => Forms.GetValueOrDefault(form)?.Typed(AppForms.Version) is { Length: > 0 } sent ? sent : App.Version.ToString();
}
