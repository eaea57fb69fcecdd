using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.Billing;

/// <summary>
/// What a tenant owes for a month, before taxes and whatever else an invoice has. Its total is the sum of its lines, each of which was rounded once (as EN 16931 wants an
/// invoice's lines); nothing else is rounded.
/// </summary>
public sealed record Statement
{
    /// <summary>Whose.</summary>
    public required TenantId TenantId { get; init; }

    /// <summary>Which tenant of that id.</summary>
    public required TenantUid TenantUid { get; init; }

    /// <summary>
    /// What the tenant is called when the statement is read; null of a tenant that is gone. It may change later, also in a statement that is closed, so it is no part of
    /// its JSON.
    /// </summary>
    [JsonIgnore]
    public string? TenantName { get; init; }

    /// <summary>The year of the month.</summary>
    public required int Year { get; init; }

    /// <summary>The month, 1 to 12.</summary>
    public required int Month { get; init; }

    /// <summary>By whose calendar: the id of a <see cref="TimeZoneInfo"/>.</summary>
    public required string TimeZoneId { get; init; }

    /// <summary>When the month begins, in UTC.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>When the month ends, in UTC; not included.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>
    /// Whether the month is over. What a statement says that is closed is never another later, but for <see cref="TenantName"/>, as long as usage is retained and no version
    /// of the price list is rewritten.
    /// </summary>
    public required bool IsClosed { get; init; }

    /// <summary>An ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>How many digits after the point money has in <see cref="Currency"/>.</summary>
    public required int MinorUnits { get; init; }

    /// <summary>The name of the price list; each line says which version.</summary>
    public required string PriceList { get; init; }

    /// <summary>In the order of versions, then ordinally of resources, then of tiers; none for what was not used.</summary>
    public required IReadOnlyList<StatementLine> Lines { get; init; }

    /// <summary>What was used and has no price in the version that held, in ordinal order; it costs nothing.</summary>
    public required IReadOnlyList<MeteredQuantity> Unpriced { get; init; }

    /// <summary>The sum of the lines' amounts.</summary>
    /// <exception cref="OverflowException">It passes what <see cref="decimal"/> can hold.</exception>
    public decimal Total => Lines.Aggregate(Quantity.Zero.ToDecimal(MinorUnits), (sum, line) => sum + line.Amount);
}
