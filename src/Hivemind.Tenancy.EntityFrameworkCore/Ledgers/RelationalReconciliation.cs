using System.Text;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// Brings a tenant's allocations in line with what a source observes, one range of ids after the other, each in a step of its own: what
/// changes in between lies after the mark.
/// </summary>
internal sealed class RelationalReconciliation(TenancyDatabase database, LedgerSettings settings)
{
    public async ValueTask<ReconciliationOutcome> ReconcileAsync(
        AllocationObservation observation, AllocationsReconciled change, CancellationToken cancellationToken)
    {
        // Ranges are the database's, which orders ids by their bytes.
        ObservedAllocation[] seen = [.. observation.Allocations.OrderBy(a => a.Id, ByteOrder.Instance)];
        ReconciliationResult result = ReconciliationResult.None;
        List<TenancyEvent> events = [];
        for (string? after = string.Empty; after is not null;)
        {
            string start = after;
            Slice slice = await database.RunAsync(
                async (context, token) =>
                {
                    LedgerStep? found = await LedgerStep.FindAsync(
                        database, context, settings, TenantOf(observation), allocationId: null, [], static (_, _) => { }, token).ConfigureAwait(false);
                    if (found is not { } step)
                    {
                        return new Slice(Orphans(seen, start), [], null);
                    }

                    await using (step.ConfigureAwait(false))
                    {
                        return await ReconcileAsync(step, seen, start, observation, change, token).ConfigureAwait(false);
                    }
                },
                cancellationToken).ConfigureAwait(false);
            (result, after) = (result.And(slice.Result), slice.End);
            events.AddRange(slice.Events);
        }

        return new ReconciliationOutcome(Sorted(result), events);
    }

    private static TenantReference TenantOf(AllocationObservation observation) => new(observation.Mark.TenantId, observation.Mark.TenantUid);

    private static async ValueTask<Slice> ReconcileAsync(
        LedgerStep step,
        ObservedAllocation[] seen,
        string start,
        AllocationObservation observation,
        AllocationsReconciled change,
        CancellationToken cancellationToken)
    {
        List<AllocationState> kept = [];
        TenancyStatement next = AllocationSql.After(observation.Mark.TenantId, start, ReconcileRules.SliceSize + 1);
        await step.ReadAsync(next, reader => kept.Add(AllocationSql.Read(reader)), cancellationToken).ConfigureAwait(false);
        ObservedAllocation[] ahead = [.. seen.SkipWhile(a => !IsAfter(a.Id, start)).Take(ReconcileRules.SliceSize + 1)];

        // The range ends where the first of the two lists would grow too long; null when both end within it.
        string? end = Earlier(
            kept.Count > ReconcileRules.SliceSize ? kept[ReconcileRules.SliceSize - 1].Id : null,
            ahead.Length > ReconcileRules.SliceSize ? ahead[ReconcileRules.SliceSize - 1].Id : null);
        ReconciliationStep decided = ReconcileRules.Reconcile(
            step.State,
            step.TakeIn(kept.Where(a => end is null || !IsAfter(a.Id, end))),
            [.. ahead.Where(a => end is null || !IsAfter(a.Id, end))],
            observation,
            step.Now);
        foreach (AllocationState removed in decided.Removed)
        {
            step.Remove(removed);
        }

        foreach (AllocationState written in decided.Written)
        {
            step.Write(written);
        }

        ReconciliationResult result = decided.Result;
        IReadOnlyList<TenancyEvent> events = await step.CommitAsync(
            result.HasChanged ? [change with { Result = result }] : [], mayReport: true).ConfigureAwait(false);
        return new Slice(result, events, end);
    }

    /// <summary>What is left of an observation when its tenant goes in between.</summary>
    private static ReconciliationResult Orphans(ObservedAllocation[] seen, string start) =>
        new() { Orphaned = [.. seen.Where(a => IsAfter(a.Id, start)).Select(a => a.Id)] };

    private static bool IsAfter(string id, string other) => ByteOrder.Instance.Compare(id, other) > 0;

    private static string? Earlier(string? one, string? other) => one is null || (other is not null && IsAfter(one, other)) ? other : one;

    /// <summary>Slices are in the database's order; what is returned is ordinal.</summary>
    private static ReconciliationResult Sorted(ReconciliationResult result) => new()
    {
        Freed = [.. result.Freed.Order(StringComparer.Ordinal)],
        Committed = [.. result.Committed.Order(StringComparer.Ordinal)],
        Adopted = [.. result.Adopted.Order(StringComparer.Ordinal)],
        Raised = [.. result.Raised.Order(StringComparer.Ordinal)],
        Differing = [.. result.Differing.OrderBy(d => d.Id, StringComparer.Ordinal)],
        Conflicting = [.. result.Conflicting.Order(StringComparer.Ordinal)],
        Orphaned = [.. result.Orphaned.Order(StringComparer.Ordinal)],
    };

    /// <summary>One range's outcome, and where it ended; null when it was the last.</summary>
    private readonly record struct Slice(ReconciliationResult Result, IReadOnlyList<TenancyEvent> Events, string? End);

    private sealed class ByteOrder : IComparer<string>
    {
        public static readonly ByteOrder Instance = new();

        public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y!));
    }
}
