using CsCheck;

namespace Hivemind.Tenancy.Tests;

/// <summary>Random operations, few of everything, so that they meet: ids, sources, amounts, marks, and times in half seconds.</summary>
internal static class LedgerGen
{
    private static readonly Gen<string> Id = Gen.OneOf("a", "b", "c", "d", "e");
    private static readonly Gen<string> Source = Gen.OneOf("", "node-1", "node-2");
    private static readonly Gen<TimeSpan> HalfSeconds = Gen.Int[1, 10].Select(n => TimeSpan.FromMilliseconds(500 * n));

    private static readonly Gen<Units> Amounts = Gen.Frequency(
        (9, Gen.Select(Few, Few, Few, Few).Select((cpu, memory, gpu, ip) => Something(("cpu", cpu * 250), ("memory", memory), ("gpu", gpu), ("ip", ip)))),
        (1, Gen.Select(Huge, Few).Select((memory, gpu) => Something(("memory", memory), ("gpu", gpu)))));

    private static readonly Gen<Units> Small =
        Gen.Select(Few, Few, Few).Select((cpu, memory, gpu) => Something(("cpu", cpu * 250), ("memory", memory), ("gpu", gpu)));

    private static readonly Gen<Units> Limits = Gen.Select(Limit, Limit, Limit, Limit).Select((cpu, memory, gpu, ip) => new Units(
        [.. new[] { ("cpu", cpu * 250), ("memory", memory), ("gpu", gpu), ("ip", ip) }.Where(l => l.Item2 is not null).Select(l => (l.Item1, l.Item2!.Value))]));

    public static LedgerStep Usage { get; } = Change("usage", (m, _) => m.Usage(), r => r.UsageAsync());

    public static LedgerStep ListAll { get; } = Change("list all", (m, _) => m.List(null, null, 100), r => r.ListAsync(null, null, 100));

    private static Gen<long> Few => Gen.Frequency((3, Gen.Const(0L)), (4, Gen.Long[1, 3]), (1, Gen.Long[4, 12]));

    /// <summary>Two of them may be too much to count; with what is small they never are, so that every observation can be adopted.</summary>
    private static Gen<long> Huge => Gen.OneOf(1L << 62, (1L << 62) - 1000, long.MaxValue - 100);

    private static Gen<long?> Limit => Gen.Frequency((2, Gen.Const((long?)null)), (7, Gen.Long[0, 20].Select(l => (long?)l)), (1, Gen.Const((long?)(1L << 52))));

    public static Gen<LedgerStep> Step { get; } = Gen.Frequency(
        (12, Gen.Select(Id, Amounts, Source, HalfSeconds).Select((id, amounts, source, lease) => HandsOut(
            id,
            $"admit {id} {amounts} of '{source}' for {lease.TotalMilliseconds}",
            m => m.Admit(id, amounts, source, lease),
            r => r.AdmitAsync(id, amounts, source, lease)))),
        (6, Gen.Select(Id, Amounts, HalfSeconds).Select((id, target, lease) => HandsOut(
            id,
            $"grow {id} to {target} for {lease.TotalMilliseconds}",
            m => m.Grow(id, target, lease),
            r => r.GrowAsync(id, target, lease)))),
        (3, Amounts.Select(amounts => Change($"check {amounts}", (m, _) => m.Check(amounts), r => r.CheckAsync(amounts)))),
        (4, Id.Select(id => Change($"commit {id}", (m, _) => m.Commit(id, null), r => r.CommitAsync(id, null)))),
        (4, WithHandle("commit", (m, id, number) => m.Commit(id, number), (r, id, number) => r.CommitAsync(id, number))),
        (2, Gen.Select(Id, HalfSeconds).Select((id, lease) => Change(
            $"renew {id} for {lease.TotalMilliseconds}", (m, _) => m.Renew(id, null, lease), r => r.RenewAsync(id, null, lease)))),
        (3, HalfSeconds.SelectMany(lease => WithHandle(
            $"renew for {lease.TotalMilliseconds}", (m, id, number) => m.Renew(id, number, lease), (r, id, number) => r.RenewAsync(id, number, lease)))),
        (3, Id.Select(id => Change($"release {id}", (m, _) => m.Release(id, null, false), r => r.ReleaseAsync(id, null, false)))),
        (2, WithHandle("release", (m, id, number) => m.Release(id, number, false), (r, id, number) => r.ReleaseAsync(id, number, false))),
        (4, WithHandle("dispose", (m, id, number) => m.Release(id, number, true), (r, id, number) => r.ReleaseAsync(id, number, true))),
        (5, Gen.Select(Id, Amounts).Select((id, amounts) => Change(
            $"resize {id} to {amounts}", (m, _) => m.Resize(id, amounts), r => r.ResizeAsync(id, amounts)))),
        (3, Gen.Select(Id, Amounts, Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true)))).Select((id, amounts, late) => Change(
            $"lower {id} to {amounts}, late {late}", (m, _) => m.Lower(id, amounts, late), r => r.LowerAsync(id, amounts, late)))),
        (2, Gen.Const(Usage)),
        (2, Gen.Select(Gen.OneOf<string?>(null, "node-1"), Gen.OneOf<string?>(null, "b"), Gen.Int[1, 3]).Select((source, after, limit) => Change(
            $"list {limit} of '{source}' after '{after}'", (m, _) => m.List(source, after, limit), r => r.ListAsync(source, after, limit)))),
        (3, Limits.Select(limits => Change($"limit to {limits}", (m, _) => m.SetQuotas(limits), r => r.SetQuotasAsync(limits)))),
        (2, Gen.Select(Amounts, HalfSeconds).Select((ceiling, length) => Change(
            $"grace of {ceiling} for {length.TotalMilliseconds}", (m, _) => m.SetGrace(ceiling, length), r => r.SetGraceAsync(ceiling, length)))),
        (1, Gen.Const(Change("no grace", (m, _) => m.SetGrace(null, default), r => r.SetGraceAsync(null, default)))),
        (2, Gen.OneOf(TenantStatus.Active, TenantStatus.Active, TenantStatus.Suspended, TenantStatus.Terminating, TenantStatus.Pending).Select(
            status => Change($"become {status}", (m, _) => m.SetStatus(status), r => r.SetStatusAsync(status)))),
        (4, Gen.Const(Change("mark", (m, h) => MarkHandedOut(h, m.Mark()), r => r.MarkAsync()))),
        (4, Gen.Select(Gen.OneOf("node-1", "node-2"), Gen.Int[0, 200], Gen.Dictionary(Id, Small)[0, 3]).Select((source, mark, seen) => new LedgerStep(
            $"reconcile {source} by mark {mark}: {string.Join(", ", seen.Select(s => $"{s.Key} {s.Value}"))}",
            (m, h) => m.Reconcile(source, MarkOf(h, mark), seen),
            (r, h) => r.ReconcileAsync(source, MarkOf(h, mark), seen)))),
        (7, Gen.OneOf(Gen.Int[-4, 9].Select(n => TimeSpan.FromMilliseconds(500 * n)), Gen.OneOf(-60, 59, 60, 61, 300).Select(n => TimeSpan.FromSeconds(n)))
            .Select(by => Change(
            $"move the clock by {by.TotalMilliseconds}",
            (m, _) =>
            {
                m.MoveClock(by);
                return new LedgerOutcome("moved");
            },
            r =>
            {
                r.MoveClock(by);
                return Task.FromResult(new LedgerOutcome("moved"));
            }))));

    /// <summary>Mostly the last, sometimes an old one, rarely one ahead of the ledger.</summary>
    private static long MarkOf(LedgerHandles handles, int index) =>
        index == 0 ? 1_000_000 : index % 3 == 0 ? handles.Mark(index) : handles.LastMark;

    private static LedgerOutcome MarkHandedOut(LedgerHandles handles, LedgerOutcome outcome)
    {
        handles.HandOutMark(outcome.Number!.Value);
        return outcome;
    }

    private static LedgerStep HandsOut(
        string id, string text, Func<LedgerModel, LedgerOutcome> onModel, Func<LedgerRun, Task<LedgerOutcome>> onStore) => Change(
        text,
        (model, handles) =>
        {
            LedgerOutcome outcome = onModel(model);
            if (outcome.Number is { } number)
            {
                handles.HandOut(id, number);
            }

            return outcome;
        },
        onStore);

    /// <summary>Never nothing, which is no allocation.</summary>
    private static Units Something(params (string Resource, long Count)[] counts) =>
        counts.Any(c => c.Count != 0) ? Nonzero(counts) : new Units(("gpu", 1));

    private static Units Nonzero(params (string Resource, long Count)[] counts) => new([.. counts.Where(c => c.Count != 0)]);

    private static LedgerStep Change(string text, Func<LedgerModel, LedgerHandles, LedgerOutcome> onModel, Func<LedgerRun, Task<LedgerOutcome>> onStore) =>
        new(text, onModel, (run, _) => onStore(run));

    /// <summary>An operation on one of the allocations that were handed out, which may be gone, or its id another's by now.</summary>
    private static Gen<LedgerStep> WithHandle(
        string text, Func<LedgerModel, string, long, LedgerOutcome> onModel, Func<LedgerRun, string, long, Task<LedgerOutcome>> onStore) =>
        Gen.Int[0, 100].Select(index => new LedgerStep(
            $"{text} by handle {index}",
            (model, handles) => handles.Any ? onModel(model, handles.Handle(index).Id, handles.Handle(index).Number) : new LedgerOutcome("nothing"),
            (run, handles) => handles.Any
                ? onStore(run, handles.Handle(index).Id, handles.Handle(index).Number)
                : Task.FromResult(new LedgerOutcome("nothing"))));
}
