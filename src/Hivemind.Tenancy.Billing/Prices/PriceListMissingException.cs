namespace Hivemind.Tenancy.Billing;

/// <summary>No version of a tenant's price list holds at the beginning of the period, so nothing says what it owes.</summary>
public sealed class PriceListMissingException : TenancyException
{
    /// <summary>Says that a period cannot be billed.</summary>
    /// <param name="tenantId">Whose.</param>
    /// <param name="day">The first day of the period.</param>
    public PriceListMissingException(TenantId tenantId, DateOnly day)
        : base($"No version of the price list of tenant '{tenantId}' is valid on {day:yyyy-MM-dd}: give one that is valid from then or earlier.")
    {
        TenantId = tenantId;
        Day = day;
    }

    /// <summary>Whose.</summary>
    public TenantId TenantId { get; }

    /// <summary>The first day of the period.</summary>
    public DateOnly Day { get; }
}
