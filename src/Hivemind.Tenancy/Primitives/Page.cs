namespace Hivemind.Tenancy;

/// <summary>The range that every page size shares.</summary>
internal static class Page
{
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1 or more than a page holds.</exception>
    public static int Limit(int value, string paramName) =>
        value is >= 1 and <= TenancyLimits.PageSize
            ? value
            : throw new ArgumentOutOfRangeException(paramName, value, $"Limit is 1 to {TenancyLimits.PageSize}.");
}
