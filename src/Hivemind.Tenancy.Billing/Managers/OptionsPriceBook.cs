using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Billing;

/// <summary>One list for everybody, from the options.</summary>
internal sealed class OptionsPriceBook(IOptions<BillingOptions> options) : IPriceBook
{
    private readonly PriceList[] _versions = [.. (options.Value.PriceLists ?? []).Where(l => l.Name == options.Value.DefaultPriceList)];

    public ValueTask<IReadOnlyList<PriceList>> GetVersionsAsync(TenantReference tenant, CancellationToken cancellationToken = default) => new(_versions);
}
