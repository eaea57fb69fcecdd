using System.Text.Json;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>What is wanted of an app, as its anchor keeps it.</summary>
/// <param name="Desired">What is wanted.</param>
/// <param name="Run">The generation since which it runs anew: raised when it is started after a stop, and when a job is replaced.</param>
/// <param name="Revision">What makes two replicas the same, 8 characters of a hash: spec apart from the number of replicas, isolation, app and run.</param>
internal sealed record AppRecord(DesiredApp Desired, long Run, string Revision)
{
    /// <summary>How large a spec may be, in bytes as it is written: every look at a node brings the records of all apps there. 256 KiB.</summary>
    public const int MostSize = 256 << 10;

    /// <summary>How large a spec is.</summary>
    public static int SizeOf(AppSpec spec) => JsonSerializer.SerializeToUtf8Bytes(SpecEntries.Of(spec), RecordsJson.Default.SpecEntry).Length;

    /// <summary>The record after a change. The revision is kept where nothing is replaced, and comes back when what was before does.</summary>
    public static AppRecord After(AppRecord? former, DesiredApp next)
    {
        bool isReplaced = former is null || next.Instance != former.Desired.Instance || next.Replaces(former.Desired);
        bool isAnew = former is null
            || (former.Desired.IsStopped && !next.IsStopped)
            || (isReplaced && (next.Spec.Job ?? former.Desired.Spec.Job) is not null);
        long run = isAnew ? next.Generation : former!.Run;
        return new AppRecord(next, run, isReplaced || isAnew ? RevisionOf(next, run) : former!.Revision);
    }

    /// <summary>The same, when nothing of it is to run any more.</summary>
    public AppRecord Stopped => this with { Desired = Desired with { IsStopped = true } };

    /// <summary>The same, with nothing under way any more.</summary>
    public AppRecord Finished() => this with { Desired = Desired with { Generation = Desired.Generation + 1, ChangeId = null, Former = null } };

    public string Write() => JsonSerializer.Serialize(new AppEntry(Of(Desired), Run, Revision), RecordsJson.Default.AppEntry);

    /// <exception cref="WorkloadEngineException">It cannot be read: a newer version has written it, for instance.</exception>
    public static AppRecord Read(string json) => RecordsJson.Read(json, RecordsJson.Default.AppEntry, entry => new AppRecord(Of(entry.Desired), entry.Run, entry.Revision));

    private static string RevisionOf(DesiredApp app, long run) => Names.Hash(
        $"{app.Instance:N}\n{run}\n{JsonSerializer.Serialize(SpecEntries.Of(app.Spec with { Replicas = 1 }), RecordsJson.Default.SpecEntry)}\n{app.Isolation}", 8);

    private static DesiredEntry Of(DesiredApp app) => new(
        app.Key.Tenant.ToString(),
        app.Instance,
        app.Generation,
        app.ChangeId,
        app.Former is { } former ? Of(former) : null,
        SpecEntries.Of(app.Spec),
        app.Source,
        app.Isolation,
        app.IsStopped,
        app.IsSuspended);

    private static DesiredApp Of(DesiredEntry entry) => new()
    {
        Key = new AppKey(TenantReference.Parse(entry.Tenant), entry.Spec.Namespace, entry.Spec.Name),
        Instance = entry.Instance,
        Generation = entry.Generation,
        ChangeId = entry.ChangeId,
        Former = entry.Former is { } former ? Of(former) : null,
        Spec = SpecEntries.Of(entry.Spec),
        Source = entry.Source,
        Isolation = entry.Isolation,
        IsStopped = entry.IsStopped,
        IsSuspended = entry.IsSuspended,
    };
}
