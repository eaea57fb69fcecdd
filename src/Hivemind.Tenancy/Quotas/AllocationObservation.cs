namespace Hivemind.Tenancy;

/// <summary>Everything of one tenant that one source (an engine, a host) was seen to run. It must be complete for that source.</summary>
public sealed record AllocationObservation
{
    /// <summary>Makes an observation.</summary>
    /// <param name="source">The source it is complete for: 1 to 256 characters.</param>
    /// <param name="startedAt">When looking began; what was committed or resized from then on is left alone. Kept in whole microseconds.</param>
    /// <param name="allocations">What was seen.</param>
    /// <exception cref="ArgumentException">An allocation id occurs twice, or the source is malformed.</exception>
    public AllocationObservation(string source, DateTimeOffset startedAt, IEnumerable<ObservedAllocation> allocations)
    {
        ArgumentNullException.ThrowIfNull(allocations);
        Source = Requires.Line(source, "Allocation source", TenancyLimits.AllocationIdLength);
        StartedAt = TenancyClock.WholeMicroseconds(startedAt);
        ValueList<ObservedAllocation> list = ValueList<ObservedAllocation>.Create(allocations);
        HashSet<string> ids = new(StringComparer.Ordinal);
        foreach (ObservedAllocation allocation in list)
        {
            if (!ids.Add(allocation.Id))
            {
                throw new ArgumentException($"Allocation '{allocation.Id}' is observed twice.", nameof(allocations));
            }
        }

        Allocations = list;
    }

    /// <summary>The source it is complete for.</summary>
    public string Source { get; }

    /// <summary>When looking began.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>What was seen.</summary>
    public IReadOnlyList<ObservedAllocation> Allocations { get; }
}
