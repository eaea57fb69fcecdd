using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Billing;

/// <summary>Refuses what could never be billed by.</summary>
internal sealed class BillingOptionsValidator(IOptions<HivemindTenancyOptions> tenancy) : IValidateOptions<BillingOptions>
{
    private static readonly TimeSpan MaxClosesAfter = TimeSpan.FromDays(31);

    /// <summary>A month, and a day in which to read its statement once it is closed.</summary>
    private static readonly TimeSpan MonthAndDay = TimeSpan.FromDays(32);

    public ValidateOptionsResult Validate(string? name, BillingOptions options)
    {
        List<string> problems = [.. PriceListRules.Problems(options.PriceLists ?? [])];
        if (options.ClosesAfter < TimeSpan.Zero || options.ClosesAfter > MaxClosesAfter)
        {
            problems.Add($"ClosesAfter is '{options.ClosesAfter}'; allowed: 0 to 31 days.");
        }

        if (tenancy.Value.RetainUsage is { } retained && retained < MonthAndDay + options.ClosesAfter)
        {
            problems.Add($"RetainUsage of {nameof(HivemindTenancyOptions)} is '{retained}', by which no month can be billed; allowed: {MonthAndDay + options.ClosesAfter} or more, or none.");
        }

        if (string.IsNullOrWhiteSpace(options.DefaultPriceList))
        {
            problems.Add($"DefaultPriceList is '{options.DefaultPriceList}'; allowed: the name of a price list.");
        }
        else if (options.PriceLists is { Count: > 0 } lists && !lists.Any(l => l.Name == options.DefaultPriceList))
        {
            problems.Add($"DefaultPriceList is '{options.DefaultPriceList}'; allowed: {string.Join(", ", lists.Select(l => $"'{l.Name}'").Distinct(StringComparer.Ordinal))}.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
