namespace Hivemind.Tenancy;

/// <summary>How long something may be held.</summary>
internal static class LeaseRules
{
    /// <summary>The lease to give when this one is asked for, in whole microseconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not within 1 s to 24 h.</exception>
    public static TimeSpan Checked(TimeSpan lease, string paramName) => HivemindTenancyOptions.IsLease(lease)
        ? TenancyClock.WholeMicroseconds(lease)
        : throw new ArgumentOutOfRangeException(paramName, lease, $"A lease is {HivemindTenancyOptions.MinLease} to {HivemindTenancyOptions.MaxLease}.");
}
