namespace Hivemind.Tenancy;

/// <summary>An allocation that was seen in use.</summary>
public sealed record ObservedAllocation
{
    /// <summary>Makes the observation of one allocation.</summary>
    /// <param name="id">The allocation's id: 1 to 256 characters.</param>
    /// <param name="amounts">What it uses: something.</param>
    /// <exception cref="ArgumentException">The id is malformed, or the amounts are nothing.</exception>
    public ObservedAllocation(string id, ResourceAmounts amounts)
    {
        ArgumentNullException.ThrowIfNull(amounts);
        Id = Requires.Line(id, "Allocation id", TenancyLimits.AllocationIdLength);
        Amounts = ResourceRules.Something(amounts, nameof(amounts));
    }

    /// <summary>The allocation's id.</summary>
    public string Id { get; }

    /// <summary>What it uses.</summary>
    public ResourceAmounts Amounts { get; }

    /// <summary>The tenant's namespace that it stands in, an RFC 1123 label; null for none. What is adopted keeps it; of what is known it is not compared.</summary>
    /// <exception cref="ArgumentException">It is malformed.</exception>
    public string? Namespace
    {
        get;
        init => field = value is null ? null : Requires.Label(value, "Namespace");
    }
}
