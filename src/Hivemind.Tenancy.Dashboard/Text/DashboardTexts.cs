namespace Hivemind.Tenancy.Dashboard;

/// <summary>
/// Names the texts of the dashboard. They are English; each text is its own key. A host that wants another language registers an
/// <c>IStringLocalizer&lt;DashboardTexts&gt;</c> of its own, and lets <c>UseRequestLocalization</c> choose the culture,
/// which dates and numbers follow, too.
/// </summary>
public sealed class DashboardTexts
{
    private DashboardTexts()
    {
    }
}
