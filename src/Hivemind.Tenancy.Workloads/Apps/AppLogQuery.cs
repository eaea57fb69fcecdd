namespace Hivemind.Tenancy.Workloads;

/// <summary>Which lines of an app to read.</summary>
public sealed record AppLogQuery
{
    /// <summary>How many of the last lines: 0 to 100,000. 100 unless set.</summary>
    public int Tail { get; init => field = AppRules.Range(value, 0, 100_000, nameof(Tail)); } = 100;

    /// <summary>Whether lines that are written later follow, until the reader stops, the app is removed, or the job has ended that it is. False unless set.</summary>
    public bool Follow { get; init; }
}
