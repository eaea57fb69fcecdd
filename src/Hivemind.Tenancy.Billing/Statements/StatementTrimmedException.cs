namespace Hivemind.Tenancy.Billing;

/// <summary>What was used in the month is no longer kept whole, see <see cref="HivemindTenancyOptions.RetainUsage"/>: what a statement would say is less than what was owed.</summary>
public sealed class StatementTrimmedException : TenancyException
{
    /// <summary>Says that a month cannot be billed any more.</summary>
    /// <param name="tenantId">Whose.</param>
    /// <param name="month">The first day of the month.</param>
    /// <param name="retained">How long usage is kept.</param>
    public StatementTrimmedException(TenantId tenantId, DateOnly month, TimeSpan retained)
        : base($"What tenant '{tenantId}' used in {month:yyyy-MM} is no longer kept whole: RetainUsage is {retained}.")
    {
        TenantId = tenantId;
        Month = month;
    }

    /// <summary>Whose.</summary>
    public TenantId TenantId { get; }

    /// <summary>The first day of the month.</summary>
    public DateOnly Month { get; }
}
