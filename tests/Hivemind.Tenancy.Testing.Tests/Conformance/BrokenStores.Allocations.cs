using static Hivemind.Tenancy.Testing.Tests.Fault;

namespace Hivemind.Tenancy.Testing.Tests;

/// <content>Faults in the verbs over allocations.</content>
internal static partial class BrokenStores
{
    private static readonly DateTimeOffset Past = DateTimeOffset.UnixEpoch;

    private static IEnumerable<Broken<TenantStoreHarness>> OfAllocations()
    {
        yield return Store("admission checks, then acts", "Concurrency: never admits over the limit", inner =>
            On("AdmitAsync", (args, _) => CheckThenActAsync(inner, (AdmissionRequest)args[0]!)));
        yield return Store("a refusal holds what fits", "Admit: holds all or nothing", inner => On("AdmitAsync", (args, call) =>
        {
            AdmissionRequest request = (AdmissionRequest)args[0]!;
            AdmissionResult result = Now<AdmissionResult>(call);
            if (!result.Decision.IsAdmitted)
            {
                Now(inner.AdmitAsync(request with { Amounts = new ResourceAmounts { Services = Math.Min(1, request.Amounts.Services) } }, default));
            }

            return Result(result);
        }));
        yield return Store("other resources are counted in whole units", "Other: of cpu are counted in thousandths", inner =>
            On("AdmitAsync", (args, call) => With(args, 0, Other((AdmissionRequest)args[0]!, name => name, decimal.Ceiling), call)));
        yield return Store("a slash ends the name of a resource", "Other: names with slashes and dots are kept apart", inner =>
            On("AdmitAsync", (args, call) => With(args, 0, Other((AdmissionRequest)args[0]!, name => name.Split('/')[^1], amount => amount), call)));
        yield return Store("names of resources are case-insensitive", "Other: names with slashes and dots are kept apart", inner =>
            On("AdmitAsync", (args, call) => With(args, 0, Other((AdmissionRequest)args[0]!, name => name.ToLowerInvariant(), amount => amount), call)));
        yield return Store("the ceiling of another resource is rounded", "Other: of cpu are lifted by grace in thousandths", inner =>
            On("SetGraceAsync", (args, call) => With(args, 1, args[1] is QuotaGrace g ? g with { Ceiling = Other(g.Ceiling, name => name, decimal.Ceiling) } : null, call)));
        yield return Store("a crossing is told in steps", "Other: of cpu cross thresholds in thousandths", inner =>
            On("AdmitAsync", (_, call) =>
            {
                AdmissionResult result = Now<AdmissionResult>(call);
                return Result(result with { Events = [.. result.Events.Select(e => e is QuotaThresholdCrossed c ? c with { Total = c.Total * 1000, Limit = c.Limit * 1000 } : e)] });
            }));
        yield return Store("names of resources are cut at 63", "Other: come back exactly however long their names", inner =>
            On("AdmitAsync", (args, call) => With(args, 0, Other((AdmissionRequest)args[0]!, name => name.Length > 63 ? name[..60] + "cpu" : name, amount => amount), call)));
        yield return Store("whatever is over refuses everything", "Admit: only resources asked for can refuse", inner => On("AdmitAsync", (args, call) =>
        {
            AdmissionRequest request = (AdmissionRequest)args[0]!;
            TenantUsage usage = Now(inner.GetUsageAsync(request.TenantId, request.Now, default));
            QuotaShortage[] over = [.. usage.Resources.Where(r => r.Over > 0).Select(r => new QuotaShortage(r.Resource, 0, r.Used, r.Reserved, r.Limit!.Value, null))];
            return over.Length > 0 ? Result(new AdmissionResult(QuotaDecision.Refused(over), 0, null, [])) : call();
        }));
        yield return Store("a repeated reservation is a new one", "Admit: returns a live allocation of equal amounts as it is", inner => On("AdmitAsync", (args, call) =>
        {
            AdmissionRequest request = (AdmissionRequest)args[0]!;
            Now(inner.ReleaseAsync(request.TenantId, request.AllocationId, null, request.Now, default));
            return call();
        }));
        yield return Store("other amounts under a live id are ignored", "Admit: refuses a live id with other amounts", inner =>
            On("AdmitAsync", (_, call) => Catching<AllocationConflictException>(call, () => Result(new AdmissionResult(QuotaDecision.Admitted, 1, null, [])))));
        yield return Store("admission forgets the status", "Admit: needs an active tenant", inner =>
            On("AdmitAsync", (_, call) => Catching<TenantNotActiveException>(call, () => Result(new AdmissionResult(QuotaDecision.Admitted, 1, null, [])))));
        yield return Store("admission decides by a status that was cached", "Concurrency: admits nothing once a suspension has returned", inner =>
            On("AdmitAsync", (_, call) => Catching<TenantNotActiveException>(call, () => Result(new AdmissionResult(QuotaDecision.Admitted, 1, null, [])))));
        yield return Store("admission takes any incarnation", "Admit: does not find another incarnation", inner =>
            On("AdmitAsync", (args, call) => With(args, 0, (AdmissionRequest)args[0]! with { TenantUid = null }, call)));
        yield return Store("a check holds what it checks", "Check: decides as admission would and holds nothing", inner => On("CheckAsync", (args, call) =>
        {
            Now(inner.AdmitAsync(new AdmissionRequest((TenantId)args[0]!, "check", (ResourceAmounts)args[1]!, "", TimeSpan.FromMinutes(1), (DateTimeOffset)args[2]!), default));
            return call();
        }));
        yield return Store("reads forget expiry", "Expiry: comes exactly at its time", _ => (method, args, call) => method.Name switch
        {
            "GetUsageAsync" => With(args, 1, Past, call),
            "ListAllocationsAsync" => With(args, 2, Past, call),
            _ => call(),
        });
        yield return Store("admission forgets expiry", "Expiry: frees the id for other amounts", _ =>
            On("AdmitAsync", (args, call) => With(args, 0, (AdmissionRequest)args[0]! with { Now = Past }, call)));
        yield return Store("expiry is an instant late", "Expiry: comes exactly at its time", inner =>
            On("ListAllocationsAsync", (args, call) => With(args, 2, (DateTimeOffset)args[2]! - TimeSpan.FromMicroseconds(1), call)));
        yield return Store("a hold that has ended is committed", "Commit: refuses a hold that has ended", inner =>
            On("CommitAsync", (args, call) => With(args, 3, Past, call)));
        yield return Store("a hold that has ended is renewed", "Renew: refuses a hold that has ended or is not there", inner =>
            On("RenewAsync", (args, call) => With(args, 4, Past, call)));
        yield return Store("commit ignores the token", "Commit: means only the allocation with the token", inner =>
            On("CommitAsync", (args, call) => With(args, 2, null, call)));
        yield return Store("renew ignores the token", "Renew: means only the allocation with the token", inner =>
            On("RenewAsync", (args, call) => With(args, 2, null, call)));
        yield return Store("release of a hold ignores the token", "Release: of a hold takes only the tokens own", inner =>
            On("ReleaseAsync", (args, call) => With(args, 2, null, call)));
        yield return Store("release of a hold frees what is committed", "Release: of a hold leaves what is committed", inner =>
            On("ReleaseAsync", (args, call) => With(args, 2, null, call)));
        yield return Store("a second release frees again", "Release: frees once though called twice", inner => On("ReleaseAsync", (args, call) =>
        {
            bool released = Now<bool>(call);
            TenantId id = (TenantId)args[0]!;
            if (!released && Now(inner.FindAsync(id, default)) is not null && Now(inner.ListAllocationsAsync(id, new AllocationQuery(), Past, default)) is [var other, ..])
            {
                Now(inner.ReleaseAsync(id, other.Id, null, Past, default));
            }

            return Result(released);
        }));
        yield return Store("a release needs an Active tenant", "Release: works in every status", inner =>
            On("ReleaseAsync", (args, call) => Now(inner.FindAsync((TenantId)args[0]!, default)) is { Status: TenantStatus.Terminating } ? Result(false) : call()));
        yield return Store("a commit forgets the status", "Commit: needs an active or suspended tenant", inner =>
            On("CommitAsync", (_, call) => Catching<TenantNotActiveException>(call, () => ValueTask.CompletedTask)));
        yield return Store("a refused resize shrinks to nothing", "Resize: refuses growth that does not fit and changes nothing", inner => On("ResizeAsync", (args, call) =>
        {
            AdmissionResult result = Now<AdmissionResult>(call);
            if (!result.Decision.IsAdmitted)
            {
                Now(inner.ResizeAsync((TenantId)args[0]!, (string)args[1]!, ResourceAmounts.None, (DateTimeOffset)args[3]!, default));
            }

            return Result(result);
        }));
        yield return Store("a page of allocations leaves its last out", "Usage: allocations come in ordinal order and pages", inner =>
            On("ListAllocationsAsync", (_, call) => Result<IReadOnlyList<Allocation>>([.. Now<IReadOnlyList<Allocation>>(call).SkipLast(1)])));
        yield return Store("grace is added to the quota", "Grace: is a ceiling not an addition", inner =>
            On("SetGraceAsync", (args, call) => With(args, 1, args[1] is QuotaGrace g ? g with { Ceiling = g.Ceiling with { Containers = g.Ceiling.Containers + 10 } } : null, call)));
        yield return Store("grace ends an instant late", "Grace: lifts the limit until it ends", inner =>
            On("GetUsageAsync", (args, call) => With(args, 1, (DateTimeOffset)args[1]! - TimeSpan.FromMicroseconds(1), call)));
        yield return Store("thresholds do not re-arm", "Threshold: re arm five points below", inner =>
        {
            HashSet<(TenantId?, string, int)> fired = [];
            return On("AdmitAsync", (_, call) =>
            {
                AdmissionResult result = Now<AdmissionResult>(call);
                return Result(result with { Events = [.. result.Events.Cast<QuotaThresholdCrossed>().Where(e => fired.Add((e.TenantId, e.Resource, e.Percent)))] });
            });
        });
        yield return Store("thresholds are reported to nobody", "Threshold: fire once each when crossed upward", inner =>
            On("AdmitAsync", (_, call) => Result(Now<AdmissionResult>(call) with { Events = [] })));
        yield return Store("a lowered quota crosses no threshold", "Threshold: follow the quota", inner =>
            On("UpdateAsync", (_, call) => Result<IReadOnlyList<TenancyEvent>>([Now<IReadOnlyList<TenancyEvent>>(call)[0]])));
        yield return Store("reconciliation frees what is newer than the observation", "Reconcile: leaves alone what became since the observation began", inner =>
            On("ReconcileAsync", (args, call) => args[1] is AllocationObservation o
                ? With(args, 1, new AllocationObservation(o.Source, o.StartedAt.AddDays(1), o.Allocations), call)
                : call()));
        yield return Store("reconciliation is always recorded", "Reconcile: records the result only when something differed", inner => On("ReconcileAsync", (args, call) =>
        {
            ReconciliationOutcome outcome = Now<ReconciliationOutcome>(call);
            return Result(outcome.Events.Count > 0 ? outcome : outcome with { Events = [(AllocationsReconciled)args[2]!] });
        }));
    }

    private static AdmissionRequest Other(AdmissionRequest request, Func<string, string> name, Func<decimal, decimal> amount) =>
        request with { Amounts = Other(request.Amounts, name, amount) };

    private static ResourceAmounts Other(ResourceAmounts amounts, Func<string, string> name, Func<decimal, decimal> amount) => amounts with
    {
        Other = amounts.Other.GroupBy(e => name(e.Key)).ToDictionary(g => g.Key, g => g.Sum(e => g.Key.EndsWith("cpu", StringComparison.Ordinal) ? amount(e.Value) : e.Value)),
    };

    private static async ValueTask<AdmissionResult> CheckThenActAsync(ITenantStore inner, AdmissionRequest request)
    {
        QuotaDecision decision = await inner.CheckAsync(request.TenantId, request.Amounts, request.Now, default);
        if (!decision.IsAdmitted)
        {
            return new AdmissionResult(decision, 0, null, []);
        }

        await Task.Delay(5);
        AllocationObservation act = new("check-then-act", Past, [new ObservedAllocation(request.AllocationId, request.Amounts)]);
        await inner.ReconcileAsync(request.TenantId, act, new AllocationsReconciled { OccurredAt = request.Now, TenantId = request.TenantId, Source = act.Source }, request.Now, default);
        return new AdmissionResult(decision, 1, null, []);
    }
}
