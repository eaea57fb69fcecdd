namespace Hivemind.Tenancy;

/// <summary>Which plans to list, each at its latest version, in ordinal order of their names.</summary>
public sealed record PlanQuery
{
    /// <summary>Only plans whose name sorts after this one; null to start at the first.</summary>
    public string? After { get; init => field = value is null ? null : Requires.Label(value, "Plan name"); }

    /// <summary>Most plans to return, 1 to 1,000. 100 unless set.</summary>
    public int Limit { get; init => field = Page.Limit(value, nameof(Limit)); } = 100;
}
