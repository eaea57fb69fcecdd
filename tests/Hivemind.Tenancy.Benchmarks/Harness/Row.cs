namespace Hivemind.Tenancy.Benchmarks;

/// <summary>One line of the table: what was measured beside what is allowed. Null where nothing is measured or anything allowed.</summary>
internal sealed record Row(string Operation, int? Tenants)
{
    public double? BareNanoseconds { get; init; }

    public double? OurNanoseconds { get; init; }

    public double? Ratio { get; init; }

    /// <summary>The ratio in each round: <see cref="Ratio"/> is their median.</summary>
    public IReadOnlyList<double> Rounds { get; init; } = [];

    public double? RatioBudget { get; init; }

    public double ExtraNanosecondsBudget { get; init; }

    public double? Bytes { get; init; }

    public double? BytesBudget { get; init; }

    public string Note { get; init; } = string.Empty;

    public bool HasBudget => RatioBudget is not null || BytesBudget is not null;

    public bool IsOver => IsTooSlow || IsTooLarge;

    private bool IsTooSlow => Ratio > RatioBudget && OurNanoseconds - BareNanoseconds > ExtraNanosecondsBudget;

    /// <summary>Half a byte over thousands of operations is the harness, not the operation.</summary>
    private bool IsTooLarge => Bytes - BytesBudget >= 0.5;
}
