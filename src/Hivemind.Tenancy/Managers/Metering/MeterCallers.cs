namespace Hivemind.Tenancy;

/// <summary>Who may call the verbs of <see cref="IUsageMeter"/>.</summary>
internal static class MeterCallers
{
    public static readonly CallerRule Measure = new(nameof(IUsageMeter.MeasureAsync), CallerNeed.Reach, CallerNeed.AtTarget(TenancyPermissions.ReadUsage));

    /// <summary>The same of all tenants, or of one that is gone.</summary>
    internal static readonly CallerRule MeasureAll = new(nameof(IUsageMeter.MeasureAsync), CallerNeed.AtGlobal(TenancyPermissions.ReadUsage));

    public static readonly CallerRule ReadRecords = new(nameof(IUsageMeter.ReadRecordsAsync), CallerNeed.AtGlobal(TenancyPermissions.ReadUsage));
}
