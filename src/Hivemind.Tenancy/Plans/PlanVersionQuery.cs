namespace Hivemind.Tenancy;

/// <summary>Which versions of a plan to list, in their order.</summary>
public sealed record PlanVersionQuery
{
    /// <summary>Only versions after this one: 0, as it is unless set, to start at the first.</summary>
    public int After { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A version, or 0."); }

    /// <summary>Most versions to return, 1 to 1,000. 100 unless set.</summary>
    public int Limit { get; init => field = Page.Limit(value, nameof(Limit)); } = 100;
}
