using static Hivemind.Tenancy.Testing.Tests.Fault;

namespace Hivemind.Tenancy.Testing.Tests;

/// <content>Faults in the verbs over allocations.</content>
internal static partial class BrokenStores
{
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
            TenantUsage usage = Now(inner.GetUsageAsync(request.Tenant, default));
            QuotaShortage[] over = [.. usage.Resources.Where(r => r.Over > 0).Select(r => new QuotaShortage(r.Resource, 0, r.Used, r.Reserved, r.Limit!.Value))];
            return over.Length > 0 ? Result(new AdmissionResult(QuotaDecision.Refused(over), usage.TenantUid, 0, null, [])) : call();
        }));
        yield return Store("a repeated reservation is a new one", "Admit: joins a live allocation of equal amounts", inner => On("AdmitAsync", (args, call) =>
        {
            AdmissionRequest request = (AdmissionRequest)args[0]!;
            Now(inner.ReleaseAsync(request.Tenant, request.AllocationId, null, false, default));
            return call();
        }));
        yield return Store("another source under a live id is ignored", "Admit: refuses a live id that says something else", inner => On("AdmitAsync", (args, call) =>
        {
            AdmissionRequest request = (AdmissionRequest)args[0]!;
            return request.Source == "engine-2" ? With(args, 0, new AdmissionRequest(request.Tenant, request.AllocationId, request.Amounts, "", request.Lease) { Namespace = request.Namespace, Labels = request.Labels }, call) : call();
        }));
        yield return Store("other amounts under a live id are ignored", "Admit: refuses a live id with other amounts", inner =>
            On("AdmitAsync", (_, call) => Catching<AllocationConflictException>(call, () => Result(new AdmissionResult(QuotaDecision.Admitted, TenantUid.NewUid(), 1, null, [])))));
        yield return Store("admission forgets the status", "Admit: needs an active tenant", inner =>
            On("AdmitAsync", (_, call) => Catching<TenantNotActiveException>(call, () => Result(new AdmissionResult(QuotaDecision.Admitted, TenantUid.NewUid(), 1, null, [])))));
        yield return Store("admission decides by a status that was cached", "Concurrency: admits nothing once a suspension has returned", inner =>
            On("AdmitAsync", (_, call) => Catching<TenantNotActiveException>(call, () => Result(new AdmissionResult(QuotaDecision.Admitted, TenantUid.NewUid(), 1, null, [])))));
        foreach (string verb in new[] { "AdmitAsync", "CheckAsync", "GrowAsync", "ResizeAsync", "LowerAsync", "CommitAsync", "RenewAsync", "ReleaseAsync", "GetUsageAsync", "ListAllocationsAsync", "SetGraceAsync", "ReportAsync", "RecomputeAsync" })
        {
            yield return Store($"{verb} takes any uid", "Identity: no verb reaches the tenant made again", inner =>
                On(verb, (args, call) => With(args, 0, args[0] is AdmissionRequest r ? r with { Tenant = r.Tenant.Id } : new TenantReference(((TenantReference)args[0]!).Id), call)));
        }

        yield return Store("a stray forgets its namespace", "Reconcile: keeps the namespace that a stray stands in", _ => On("ReconcileAsync", (args, call) =>
        {
            AllocationObservation seen = (AllocationObservation)args[0]!;
            return With(args, 0, new AllocationObservation(seen.Source, seen.Mark, seen.Allocations.Select(a => new ObservedAllocation(a.Id, a.Amounts))) { Interval = seen.Interval }, call);
        }));
        yield return Store("a check holds what it checks", "Check: decides as admission would and holds nothing", inner => On("CheckAsync", (args, call) =>
        {
            Now(inner.AdmitAsync(new AdmissionRequest((TenantReference)args[0]!, "check", (ResourceAmounts)args[1]!, "", TimeSpan.FromMinutes(1)), default));
            return call();
        }));
        foreach ((string verb, string caughtBy) in new[]
        {
            ("GetUsageAsync", "Expiry: comes exactly at its time"),
            ("ListAllocationsAsync", "Expiry: comes exactly at its time"),
            ("AdmitAsync", "Expiry: frees the id for other amounts"),
            ("CommitAsync", "Commit: refuses a hold that has ended"),
            ("RenewAsync", "Renew: refuses a hold that has ended or is not there"),
            ("GrowAsync", "Grow: is forgotten when it ends or is given back"),
        })
        {
            yield return Late($"{verb} goes by a clock that is an instant late", caughtBy, verb);
        }

        yield return Store("commit ignores the number", "Commit: means only the allocation with the number", inner =>
            On("CommitAsync", (args, call) => With(args, 2, null, call)));
        yield return Store("renew ignores the number", "Renew: means only the allocation with the number", inner =>
            On("RenewAsync", (args, call) => With(args, 2, null, call)));
        yield return Store("release of a hold ignores the number", "Release: of a hold takes only the numbers own", inner =>
            On("ReleaseAsync", (args, call) => With(args, 2, null, call)));
        yield return Store("release of a hold frees what is committed", "Release: of a hold leaves what is committed", inner =>
            On("ReleaseAsync", (args, call) => With(args, 3, false, call)));
        yield return Store("a second release frees again", "Release: frees once though called twice", inner => On("ReleaseAsync", (args, call) =>
        {
            bool released = Now<bool>(call);
            TenantId id = ((TenantReference)args[0]!).Id;
            if (!released && Now(inner.FindAsync(id, default)) is not null && Now(inner.ListAllocationsAsync(id, new AllocationQuery(), default)) is [var other, ..])
            {
                Now(inner.ReleaseAsync(id, other.Id, null, false, default));
            }

            return Result(released);
        }));
        yield return Store("a release needs an Active tenant", "Release: works in every status", inner =>
            On("ReleaseAsync", (args, call) => Now(inner.FindAsync(((TenantReference)args[0]!).Id, default)) is { Status: TenantStatus.Terminating } ? Result(false) : call()));
        yield return Store("a commit forgets the status", "Commit: needs an active or suspended tenant", inner =>
            On("CommitAsync", (_, call) => Catching<TenantNotActiveException>(call, () => Result(TenantStatus.Active))));
        yield return Store("a refused resize shrinks to nothing", "Resize: refuses growth that does not fit and changes nothing", inner => On("ResizeAsync", (args, call) =>
        {
            AdmissionResult result = Now<AdmissionResult>(call);
            if (!result.Decision.IsAdmitted)
            {
                Now(inner.ResizeAsync((TenantReference)args[0]!, (string)args[1]!, new ResourceAmounts { Containers = 1 }, default));
            }

            return Result(result);
        }));
        yield return Store("a page of allocations leaves its last out", "Usage: allocations come in ordinal order and pages", inner =>
            On("ListAllocationsAsync", (_, call) => Result<IReadOnlyList<Allocation>>([.. Now<IReadOnlyList<Allocation>>(call).SkipLast(1)])));
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
            On("UpdateAsync", (_, call) => Now<TenantWritten>(call) is var written ? Result(written with { Events = [written.Events[0]] }) : null));
        yield return Store("reconciliation frees what is newer than the mark", "Reconcile: leaves alone what changed since the mark", inner =>
            On("ReconcileAsync", (args, call) => args[0] is AllocationObservation o && Now(inner.ReadMarksAsync([o.Mark.TenantId], default)) is [var mark]
                ? With(args, 0, new AllocationObservation(o.Source, mark, o.Allocations), call)
                : call()));
        yield return Store("a mark that lies ahead is taken", "Reconcile: refuses a mark that lies ahead", inner =>
            On("ReconcileAsync", (_, call) => Catching<ArgumentException>(call, () => Result(new ReconciliationOutcome(ReconciliationResult.None, [])))));
        yield return Store("a former tenant's observation is the new one's", "Reconcile: orphans what runs for a tenant that is gone", inner =>
            On("ReconcileAsync", (args, call) => args[0] is AllocationObservation o && Now(inner.FindAsync(o.Mark.TenantId, default)) is { } tenant
                ? With(args, 0, new AllocationObservation(o.Source, o.Mark with { TenantUid = tenant.Uid, Change = 0 }, o.Allocations), call)
                : call()));
        yield return Store("strays are committed at once", "Reconcile: holds a stray for five minutes even over the limit", inner => On("ReconcileAsync", (args, call) =>
        {
            ReconciliationOutcome outcome = Now<ReconciliationOutcome>(call);
            foreach (string id in outcome.Result.Adopted)
            {
                Now(inner.CommitAsync(((AllocationObservation)args[0]!).Mark.TenantId, id, null, default));
            }

            return Result(outcome);
        }));
        yield return Store("growth is no reservation", "Grow: counts the larger of both until it is committed", inner => On("GrowAsync", (args, call) =>
        {
            AdmissionResult result = Now<AdmissionResult>(call);
            Now(inner.ReleaseAsync((TenantReference)args[0]!, (string)args[1]!, result.Admission, true, default));
            return Result(result);
        }));
        yield return Store("growth is committed at once", "Grow: is forgotten when it ends or is given back", inner => On("GrowAsync", (args, call) =>
        {
            AdmissionResult result = Now<AdmissionResult>(call);
            Now(inner.CommitAsync((TenantReference)args[0]!, (string)args[1]!, result.Admission, default));
            return Result(result);
        }));
        yield return Store("lowering ignores the number", "Grow: lowers only what was looked at", inner => On("LowerAsync", (args, call) =>
            Now(inner.ListAllocationsAsync((TenantReference)args[0]!, new AllocationQuery(), default)).FirstOrDefault(a => a.Id == (string)args[1]!) is { } live
                ? With(args, 3, live.Change, call)
                : call()));
        yield return Store("freeing ignores the number", "Grow: lowered to nothing is freed only as it was looked at", inner => On("LowerAsync", (args, call) =>
            args[2] is ResourceAmounts amounts && amounts.Equals(ResourceAmounts.None) ? inner.ReleaseAsync((TenantReference)args[0]!, (string)args[1]!, null, false, default) : call()));
        yield return Store("any namespace will do", "Namespace: must belong to the tenant in the step", inner =>
            On("AdmitAsync", (args, call) => With(args, 0, (AdmissionRequest)args[0]! with { Namespace = null }, call)));
        yield return Store("a deletion asks nobody", "Namespace: a deletion may ask for an idle tenant", inner =>
            On("UpdateAsync", (args, call) => With(args, 2, false, call)));
        yield return Store("commit does not know the status", "Commit: says the status", inner =>
            On("CommitAsync", (_, call) => Now<TenantStatus>(call) is var _ ? Result(TenantStatus.Active) : null));
        yield return Store("the worst come last", "Usage: of all tenants comes worst first in pages", inner =>
            On("ListUsageAsync", (_, call) => Result<IReadOnlyList<TenantUsage>>([.. Now<IReadOnlyList<TenantUsage>>(call).Reverse()])));
        yield return Store("what may hold nothing is not full", "Usage: of all tenants goes by the fullest resource", inner =>
            On("ListUsageAsync", (_, call) => Result<IReadOnlyList<TenantUsage>>([.. Now<IReadOnlyList<TenantUsage>>(call).Select(u => u.Share == int.MaxValue ? u with { Share = 0 } : u)])));
        yield return Store("the worst are those of the first look", "Usage: of all tenants follows every step", inner =>
        {
            IReadOnlyList<TenantUsage>? first = null;
            return On("ListUsageAsync", (args, call) => ((UsageQuery)args[0]!) is { After: null, Tenants: null } ? Result(first ??= Now<IReadOnlyList<TenantUsage>>(call)) : call());
        });
        yield return Store("the named come as they are named", "Named usage: comes worst first in pages", inner =>
            On("ListUsageAsync", (args, call) => ((UsageQuery)args[0]!).Tenants is { } named
                ? Result<IReadOnlyList<TenantUsage>>([.. Now<IReadOnlyList<TenantUsage>>(call).OrderBy(u => named.ToList().FindIndex(t => t.Id == u.TenantId))])
                : call()));
        yield return Store("one of several is shown as all are", "Named usage: comes worst first in pages", inner =>
            On("ListUsageAsync", (args, call) => With(args, 0, (UsageQuery)args[0]! with { Tenants = null }, call)));
        yield return Store("of several each comes as often as it is named", "Named usage: comes worst first in pages", inner =>
            On("ListUsageAsync", (args, call) => (object?)OfEach(inner, (UsageQuery)args[0]!) ?? call()));
        yield return Store("of several those that hold nothing are left out", "Named usage: shows each as one alone is shown", inner =>
            On("ListUsageAsync", (args, call) => ((UsageQuery)args[0]!).Tenants is null ? call() : Result<IReadOnlyList<TenantUsage>>([.. Now<IReadOnlyList<TenantUsage>>(call).Where(u => u.Held + u.Committed > 0)])));
        yield return Store("several are found by their ids alone", "Named usage: leaves out what is gone and another uid", inner =>
            On("ListUsageAsync", (args, call) => args[0] is UsageQuery { Tenants: { } named } query
                ? With(args, 0, query with { Tenants = [.. named.Select(t => (TenantReference)t.Id)] }, call)
                : call()));
        yield return Store("another uid takes a place of a page", "Named usage: leaves out what is gone and another uid", inner =>
            On("ListUsageAsync", (args, call) => args[0] is UsageQuery { Tenants: { } named } query
                ? Result<IReadOnlyList<TenantUsage>>([.. Now(inner.ListUsageAsync(query with { Tenants = [.. named.Select(t => (TenantReference)t.Id)] }, default))
                    .Where(u => named.Any(t => t.Id == u.TenantId && t.Names(u.TenantUid)))])
                : call()));
        yield return Store("several are 500 at most", "Named usage: of a thousand comes whole", inner =>
            On("ListUsageAsync", (args, call) => args[0] is UsageQuery { Tenants: { } named } query ? With(args, 0, query with { Tenants = [.. named.Take(500)] }, call) : call()));
        yield return Store("reconciliation is always recorded", "Reconcile: records the result only when something changed", inner => On("ReconcileAsync", (args, call) =>
        {
            ReconciliationOutcome outcome = Now<ReconciliationOutcome>(call);
            return Result(outcome.Events.Count > 0 ? outcome : outcome with { Events = [(AllocationsReconciled)args[1]!] });
        }));
    }

    /// <summary>The usage of tenants that are named, one by one; null for all.</summary>
    private static ValueTask<IReadOnlyList<TenantUsage>>? OfEach(ITenantStore inner, UsageQuery query) => query.Tenants is not { } named ? null : Result<IReadOnlyList<TenantUsage>>(
        [.. named.SelectMany(t => Now(inner.ListUsageAsync(query with { Tenants = [t] }, default))).OrderByDescending(u => u.Share).ThenBy(u => u.TenantId).Take(query.Limit)]);

    private static AdmissionRequest Other(AdmissionRequest request, Func<string, string> name, Func<decimal, decimal> amount) =>
        request with { Amounts = Other(request.Amounts, name, amount) };

    private static ResourceAmounts Other(ResourceAmounts amounts, Func<string, string> name, Func<decimal, decimal> amount) => amounts with
    {
        Other = amounts.Other.GroupBy(e => name(e.Key)).ToDictionary(g => g.Key, g => g.Sum(e => g.Key.EndsWith("cpu", StringComparison.Ordinal) ? amount(e.Value) : e.Value)),
    };

    /// <summary>A store one of whose verbs goes by another clock: the one before the last instant.</summary>
    private static Broken<TenantStoreHarness> Late(string fault, string caughtBy, string verb) => new(fault, caughtBy, () =>
    {
        TenantStoreHarness? harness = null;
        return harness = Memory.CreateStore(inner => Interceptor.Before(inner, On(verb, (_, call) =>
        {
            DateTimeOffset now = harness!.Clock.GetUtcNow();
            harness.Clock.SetUtcNow(now - TimeSpan.FromMicroseconds(1));
            try
            {
                return call();
            }
            finally
            {
                harness.Clock.SetUtcNow(now);
            }
        })));
    });

    private static async ValueTask<AdmissionResult> CheckThenActAsync(ITenantStore inner, AdmissionRequest request)
    {
        QuotaDecision decision = await inner.CheckAsync(request.Tenant, request.Amounts, default);
        if (!decision.IsAdmitted)
        {
            return new AdmissionResult(decision, TenantUid.NewUid(), 0, null, []);
        }

        await Task.Delay(5);
        ReconciliationMark mark = (await inner.ReadMarksAsync([request.Tenant], default))[0];
        AllocationObservation act = new("check-then-act", mark, [new ObservedAllocation(request.AllocationId, request.Amounts)]);
        await inner.ReconcileAsync(act, new AllocationsReconciled { OccurredAt = default, TenantId = request.Tenant.Id, Source = act.Source }, default);
        return new AdmissionResult(decision, mark.TenantUid, 1, null, []);
    }
}
