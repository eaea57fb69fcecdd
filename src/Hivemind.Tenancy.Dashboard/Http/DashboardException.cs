namespace Hivemind.Tenancy.Dashboard;

/// <summary>A request that ends on a page which says why.</summary>
internal sealed class DashboardException(int status, ErrorText text) : Exception(text.Title)
{
    public int Status => status;

    public ErrorText Text => text;
}
