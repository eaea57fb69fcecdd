namespace Hivemind.Tenancy;

/// <summary>Whose usage, from when until when, cut into what and told apart by what.</summary>
/// <param name="From">From then on; cut to whole microseconds, in which everything is measured.</param>
/// <param name="Until">Until then, cut likewise; later than <paramref name="From"/>. What lies after the store's time has not been used yet.</param>
/// <example><code>
/// await meter.MeasureAsync(new MeterQuery(june, july) { Tenant = acme, Period = CalendarUnit.Day, TimeZone = berlin, GroupBy = MeterGroup.Namespace });
/// </code></example>
public sealed record MeterQuery(DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>From then on.</summary>
    public DateTimeOffset From { get; init => field = TenancyClock.WholeMicroseconds(value); } = TenancyClock.WholeMicroseconds(From);

    /// <summary>Until then.</summary>
    public DateTimeOffset Until { get; init => field = TenancyClock.WholeMicroseconds(value); } = TenancyClock.WholeMicroseconds(Until);

    /// <summary>
    /// Whose; null for all tenants together. With a uid that tenant's, also when it is gone; without one that of who holds the id now.
    /// </summary>
    public TenantReference? Tenant
    {
        get;
        init => field = value is { IsDefault: true } ? throw new ArgumentException("default(TenantReference) names nobody.", nameof(value)) : value;
    }

    /// <summary>Into what the time is cut; at most 10,000 periods. Null, which is not at all, unless set.</summary>
    public CalendarUnit? Period
    {
        get;
        init => field = value is not { } unit || Enum.IsDefined(unit) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "There is no such unit.");
    }

    /// <summary>Whose calendar cuts it. UTC unless set.</summary>
    public TimeZoneInfo TimeZone { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = TimeZoneInfo.Utc;

    /// <summary>What is told apart. <see cref="MeterGroup.None"/> unless set.</summary>
    public MeterGroup GroupBy { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = MeterGroup.None;
}
