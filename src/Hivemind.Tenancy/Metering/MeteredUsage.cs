namespace Hivemind.Tenancy;

/// <summary>What was used in one period by one group. Periods that follow one another add up to the whole, to the last unit.</summary>
/// <param name="Start">When the period begins, or the query where it begins within it. In UTC, also where another zone's calendar cuts: convert it to show that zone's day.</param>
/// <param name="End">When it ends, or the query; in UTC.</param>
/// <param name="Group">What <see cref="MeterQuery.GroupBy"/> tells apart; null for what has no such mark, and without groups.</param>
/// <param name="Resources">Each resource of which something was held, in ordinal order of their names.</param>
public sealed record MeteredUsage(DateTimeOffset Start, DateTimeOffset End, string? Group, IReadOnlyList<MeteredResource> Resources)
{
    /// <summary>One resource; nothing was used of one that is not among <see cref="Resources"/>.</summary>
    public MeteredResource this[string resource] => Resources.FirstOrDefault(r => r.Resource == resource)
        ?? new MeteredResource(resource, new UnitSeconds(0, ResourceNames.StepsPerUnit(resource)), new UnitSeconds(0, ResourceNames.StepsPerUnit(resource)), 0);
}
