using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Serialization;
using Hivemind.Tenancy.Billing;

namespace Hivemind.Tenancy.AspNetCore;

[Description("The months of which a tenant has statements.")]
internal sealed record StatementMonthList
{
    public const string Format = "yyyy-MM";

    [JsonPropertyName("months")]
    [Description("Each as yyyy-MM, the newest first; the newest 1,200 at most")]
    public required IReadOnlyList<string> Months { get; init; }

    public static StatementMonthList Of(IReadOnlyList<DateOnly> months) => new() { Months = [.. months.Select(Text)] };

    public static string Text(DateOnly month) => month.ToString(Format, CultureInfo.InvariantCulture);
}

[Description("What a tenant owes for a month, before taxes. It is the sum of its lines, each of which was rounded once.")]
internal sealed record StatementResource
{
    [JsonPropertyName("tenant_id")]
    public required string TenantId { get; init; }

    [JsonPropertyName("tenant_uid")]
    [Description("Which tenant of that id")]
    public required string TenantUid { get; init; }

    [JsonPropertyName("month")]
    [Description("As yyyy-MM")]
    public required string Month { get; init; }

    [JsonPropertyName("time_zone")]
    [Description("By whose calendar: an IANA name")]
    public required string TimeZone { get; init; }

    [JsonPropertyName("start")]
    [Description("When the month begins")]
    public required DateTimeOffset Start { get; init; }

    [JsonPropertyName("end")]
    [Description("When it ends; not included")]
    public required DateTimeOffset End { get; init; }

    [JsonPropertyName("is_closed")]
    [Description("Whether the month is over: what is closed is never another later")]
    public required bool IsClosed { get; init; }

    [JsonPropertyName("currency")]
    [Description("An ISO 4217 code")]
    public required string Currency { get; init; }

    [JsonPropertyName("price_list")]
    public required string PriceList { get; init; }

    [JsonPropertyName("total")]
    [Description("The sum of the lines' amounts, in decimal digits, as many after the point as the currency has. A text, as all money is here, because many a client's numbers are not decimal")]
    public required string Total { get; init; }

    [JsonPropertyName("lines")]
    [Description("None for what was not used")]
    public required IReadOnlyList<StatementLineDocument> Lines { get; init; }

    [JsonPropertyName("unpriced")]
    [Description("What was used and has no price; it costs nothing")]
    public required IReadOnlyList<UnpricedUsageDocument> Unpriced { get; init; }

    public static StatementResource Of(Statement statement) => new()
    {
        TenantId = statement.TenantId.Value,
        TenantUid = statement.TenantUid.ToString(),
        Month = StatementMonthList.Text(new DateOnly(statement.Year, statement.Month, 1)),
        TimeZone = statement.TimeZoneId,
        Start = statement.Start,
        End = statement.End,
        IsClosed = statement.IsClosed,
        Currency = statement.Currency,
        PriceList = statement.PriceList,
        Total = Money(statement.Total),
        Lines = [.. statement.Lines.Select(StatementLineDocument.Of)],
        Unpriced = [.. statement.Unpriced.Select(UnpricedUsageDocument.Of)],
    };

    public static string Money(decimal amount) => amount.ToString(CultureInfo.InvariantCulture);
}

[Description("What was used of a resource in one stretch of the month's prices, and what it costs.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record StatementLineDocument
{
    [JsonPropertyName("resource")]
    [Description("The resource that was held, or the meter that was counted")]
    public required string Resource { get; init; }

    [JsonPropertyName("is_counted")]
    [Description("Whether it was counted, not held")]
    public required bool IsCounted { get; init; }

    [JsonPropertyName("start")]
    public required DateTimeOffset Start { get; init; }

    [JsonPropertyName("end")]
    [Description("Not included")]
    public required DateTimeOffset End { get; init; }

    [JsonPropertyName("price_version")]
    [Description("The day from which on that version of the price list holds")]
    public required DateOnly PriceVersion { get; init; }

    [JsonPropertyName("tier")]
    [Description("0 for what is included, 1 for the first tier or the only price")]
    public required int Tier { get; init; }

    [JsonPropertyName("quantity")]
    [Description("How many priced units, exactly: in decimal digits where these end (12.5), else as a fraction (1/3)")]
    public required string Quantity { get; init; }

    [JsonPropertyName("unit")]
    public required string Unit { get; init; }

    [JsonPropertyName("used")]
    [Description("The same as it was metered: unit-seconds, or a count; written as the quantity is")]
    public required string Used { get; init; }

    [JsonPropertyName("used_unit")]
    public required string UsedUnit { get; init; }

    [JsonPropertyName("unit_price")]
    [Description("What a priced unit costs, in decimal digits")]
    public required string UnitPrice { get; init; }

    [JsonPropertyName("amount")]
    [Description("Quantity times unit price, rounded once, half away from zero; written as the total is")]
    public required string Amount { get; init; }

    public static StatementLineDocument Of(StatementLine line) => new()
    {
        Resource = line.Resource,
        IsCounted = line.IsCounted,
        Start = line.Start,
        End = line.End,
        PriceVersion = line.PriceVersion,
        Tier = line.Tier,
        Quantity = line.Quantity.ToString(),
        Unit = line.Unit,
        Used = line.Used.ToString(),
        UsedUnit = line.UsedUnit,
        UnitPrice = StatementResource.Money(line.UnitPrice),
        Amount = StatementResource.Money(line.Amount),
    };
}

[Description("What was used and has no price.")]
internal sealed record UnpricedUsageDocument
{
    [JsonPropertyName("resource")]
    public required string Resource { get; init; }

    [JsonPropertyName("is_counted")]
    public required bool IsCounted { get; init; }

    [JsonPropertyName("used")]
    [Description("Unit-seconds of what was held, the number of what was counted, exactly, in decimal digits")]
    public required string Used { get; init; }

    public static UnpricedUsageDocument Of(MeteredQuantity used) => new() { Resource = used.Resource, IsCounted = used.IsCounted, Used = used.Used.ToString() };
}
