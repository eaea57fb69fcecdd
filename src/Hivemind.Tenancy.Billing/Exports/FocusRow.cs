using System.Globalization;

namespace Hivemind.Tenancy.Billing;

/// <summary>A statement's line as a charge.</summary>
internal sealed record FocusRow(Statement Statement, StatementLine Line, FocusOptions Options)
{
    /// <summary>Ids are used again, tenants are not.</summary>
    public string Account => new TenantReference(Statement.TenantId, Statement.TenantUid).ToString();

    public string Sku => Line.IsCounted ? $"use/{Line.Resource}" : Line.Resource;

    /// <summary>As it stands in the file, so that its product with the price is the cost that stands there.</summary>
    public Quantity PricingQuantity => Line.Quantity.Round(FocusColumns.QuantityDigits);

    public Quantity ListCost => PricingQuantity * Line.UnitPrice;

    public string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"{Line.Resource}, {(Line.Tier == 0 ? "included" : $"tier {Line.Tier}")}: {PricingQuantity} x {Line.Unit} at {Line.UnitPrice} {Statement.Currency}");
}
