namespace Hivemind.Tenancy.Workloads;

/// <summary>Which source takes an app or a volume, or why none does.</summary>
public sealed record EnginePlacement
{
    private EnginePlacement(string? source, string reason)
    {
        Source = source;
        Reason = reason;
    }

    /// <summary>The source; null when none takes it.</summary>
    public string? Source { get; }

    /// <summary>Why, in words.</summary>
    public string Reason { get; }

    /// <summary>It goes there.</summary>
    /// <param name="source">One of <see cref="IWorkloadEngine.Sources"/>.</param>
    public static EnginePlacement At(string source) => new(AppRules.Line(source, nameof(Source), TenancyLimits.AllocationIdLength), "It is allowed there.");

    /// <summary>None takes it.</summary>
    /// <param name="reason">Why none does.</param>
    public static EnginePlacement Refused(string reason) => new(null, reason);
}
