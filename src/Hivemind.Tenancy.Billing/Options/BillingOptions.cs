namespace Hivemind.Tenancy.Billing;

/// <summary>Options of <c>AddBilling</c>, validated when the host starts.</summary>
public sealed class BillingOptions
{
    /// <summary>All versions of all lists, see <see cref="PriceList.Parse"/>; null, as it is unless set, for none.</summary>
    /// <remarks>Null rather than empty, because the configuration binder adds to a list that is there already.</remarks>
    public IReadOnlyList<PriceList>? PriceLists { get; set; }

    /// <summary>The name of the list that holds for every tenant, unless the host has an <see cref="IPriceBook"/> of its own. <c>default</c> unless set.</summary>
    public string DefaultPriceList { get; set; } = "default";

    /// <summary>
    /// How long after its end a month counts as closed: 0 to 31 days, 28 hours unless set. It covers how far the clocks of hosts are off that of the store, by which usage is metered, and
    /// the 26 hours between the first and the last time zone, by whose calendars budgets may count their months: less is enough where these are the statement's.
    /// </summary>
    public TimeSpan ClosesAfter { get; set; } = TimeSpan.FromHours(28);
}
