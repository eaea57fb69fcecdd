namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>An allocation of the table.</summary>
/// <param name="Allocation">The allocation.</param>
/// <param name="IsOfApp">Whether an app or its volume holds it, which is changed where apps are.</param>
public sealed record AllocationRow(Allocation Allocation, bool IsOfApp)
{
    /// <summary>For the form: this admission of it, and no other.</summary>
    public string Which => AllocationChoice.Of(Allocation);
}
