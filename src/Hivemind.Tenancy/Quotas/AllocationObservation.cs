namespace Hivemind.Tenancy;

/// <summary>Everything of one tenant that one source (an engine, a host) was seen to run. It must be complete for that source.</summary>
public sealed record AllocationObservation
{
    private static readonly TimeSpan MaxInterval = TimeSpan.FromHours(24);

    /// <summary>Makes an observation.</summary>
    /// <param name="source">The source it is complete for: 1 to 256 characters.</param>
    /// <param name="mark">What <see cref="IQuotaManager.ReadMarksAsync"/> said of the tenant before looking began.</param>
    /// <param name="allocations">What was seen.</param>
    /// <exception cref="ArgumentException">An allocation id occurs twice, or the source is malformed.</exception>
    public AllocationObservation(string source, ReconciliationMark mark, IEnumerable<ObservedAllocation> allocations)
    {
        ArgumentNullException.ThrowIfNull(mark);
        ArgumentNullException.ThrowIfNull(allocations);
        Source = Requires.Line(source, "Allocation source", TenancyLimits.AllocationIdLength);
        Mark = mark;
        ObservedAllocation[] sorted = [.. allocations.OrderBy(a => a.Id, StringComparer.Ordinal)];
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i - 1].Id == sorted[i].Id)
            {
                throw new ArgumentException($"Allocation '{sorted[i].Id}' is observed twice.", nameof(allocations));
            }
        }

        Allocations = ValueList<ObservedAllocation>.Create(sorted);
    }

    /// <summary>The source it is complete for.</summary>
    public string Source { get; }

    /// <summary>How far the ledger had come before looking began; what changed after it is left alone.</summary>
    public ReconciliationMark Mark { get; }

    /// <summary>
    /// How often the source is observed: 0 to 24 h. What is found and nobody had admitted is held for twice as long, for five minutes at
    /// least. 0 unless set.
    /// </summary>
    public TimeSpan Interval
    {
        get;
        init => field = value >= TimeSpan.Zero && value <= MaxInterval
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"The interval of observation is 0 to {MaxInterval}.");
    }

    /// <summary>What was seen, in ordinal order of the ids.</summary>
    public IReadOnlyList<ObservedAllocation> Allocations { get; }
}
