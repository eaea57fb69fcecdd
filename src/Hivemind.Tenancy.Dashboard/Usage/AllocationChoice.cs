using System.Globalization;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>One admission of an allocation as a form names it. Ids are used again; the number of an admission never is.</summary>
internal static class AllocationChoice
{
    public static string Of(Allocation allocation) => string.Create(CultureInfo.InvariantCulture, $"{allocation.Admission} {allocation.Id}");

    /// <summary>Reads it; false when it is none.</summary>
    public static bool TryRead(string? text, out long admission, out string id)
    {
        int at = text?.IndexOf(' ', StringComparison.Ordinal) ?? -1;
        id = at > 0 ? text![(at + 1)..] : string.Empty;
        admission = 0;
        return id.Length is > 0 and <= TenancyLimits.AllocationIdLength
            && long.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out admission);
    }
}
