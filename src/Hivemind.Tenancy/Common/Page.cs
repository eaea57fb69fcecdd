namespace Hivemind.Tenancy;

/// <summary>The range that every page size shares.</summary>
internal static class Page
{
    public static int Limit(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TenancyLimits.PageSize);
        return value;
    }
}
