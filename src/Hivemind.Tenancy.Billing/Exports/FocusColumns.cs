using System.Globalization;

namespace Hivemind.Tenancy.Billing;

/// <summary>
/// The columns of FOCUS 1.2 (https://focus.finops.org/focus-specification/v1-2/) that a statement's line fills: all that are mandatory, and the conditional ones whose condition holds
/// here, in the order of their names; after them our own.
/// </summary>
internal static class FocusColumns
{
    /// <summary>Digits after the point of a quantity that is priced.</summary>
    public const int QuantityDigits = 12;

    /// <summary>The allowed values of ServiceCategory.</summary>
    public static readonly string[] ServiceCategories =
    [
        "AI and Machine Learning", "Analytics", "Business Applications", "Compute", "Databases", "Developer Tools", "Identity", "Integration", "Internet of Things",
        "Management and Governance", "Media", "Migration", "Mobile", "Multicloud", "Networking", "Security", "Storage", "Web", "Other",
    ];

    /// <summary>The columns, and what stands in each: null for no value.</summary>
    public static readonly (string Name, Func<FocusRow, string?> Value)[] All =
    [
        ("BilledCost", r => Money(r.Line.Amount)),
        ("BillingAccountId", r => r.Account),
        ("BillingAccountName", r => r.Statement.TenantName ?? r.Statement.TenantId.ToString()),
        ("BillingCurrency", r => r.Statement.Currency),
        ("BillingPeriodEnd", r => Time(r.Statement.End)),
        ("BillingPeriodStart", r => Time(r.Statement.Start)),
        ("ChargeCategory", _ => "Usage"),
        ("ChargeClass", _ => null),
        ("ChargeDescription", r => r.Description),
        ("ChargeFrequency", _ => "Usage-Based"),
        ("ChargePeriodEnd", r => Time(r.Line.End)),
        ("ChargePeriodStart", r => Time(r.Line.Start)),
        ("ConsumedQuantity", r => Number(r.Line.Used)),
        ("ConsumedUnit", r => r.Line.UsedUnit),
        ("ContractedCost", r => r.ListCost.ToString()),
        ("ContractedUnitPrice", r => Money(r.Line.UnitPrice)),
        ("EffectiveCost", r => Money(r.Line.Amount)),
        ("InvoiceIssuerName", r => r.Options.InvoiceIssuerName ?? r.Options.ProviderName),
        ("ListCost", r => r.ListCost.ToString()),
        ("ListUnitPrice", r => Money(r.Line.UnitPrice)),
        ("PricingCategory", _ => "Standard"),
        ("PricingQuantity", r => r.PricingQuantity.ToString()),
        ("PricingUnit", r => r.Line.Unit),
        ("ProviderName", r => r.Options.ProviderName),
        ("PublisherName", r => r.Options.PublisherName ?? r.Options.ProviderName),
        ("ServiceCategory", r => r.Options.CategoryOf(r.Line)),
        ("ServiceName", r => r.Options.ServiceName),
        ("SkuId", r => r.Sku),
        ("SkuMeter", r => r.Line.Resource),
        ("SkuPriceDetails", _ => null),
        ("SkuPriceId", r => $"{r.Statement.PriceList}/{Day(r.Line.PriceVersion)}/{r.Sku}/{r.Line.Tier.ToString(CultureInfo.InvariantCulture)}"),
        ("x_PriceList", r => r.Statement.PriceList),
        ("x_PriceVersion", r => Day(r.Line.PriceVersion)),
        ("x_TenantUid", r => r.Statement.TenantUid.ToString()),
        ("x_Tier", r => r.Line.Tier.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>Digits and a point: what has no end is rounded.</summary>
    private static string Number(Quantity value) => value.ToString() is var text && !text.Contains('/', StringComparison.Ordinal) ? text : value.Round(QuantityDigits).ToString();

    private static string Money(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Day(DateOnly value) => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset value) => value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
