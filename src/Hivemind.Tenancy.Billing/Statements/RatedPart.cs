namespace Hivemind.Tenancy.Billing;

/// <summary>A part of a month in which one version of a price list holds, and what was used in it.</summary>
internal sealed record RatedPart(PriceList Prices, DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<MeteredQuantity> Used);
