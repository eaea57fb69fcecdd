namespace Hivemind.Tenancy;

/// <summary>Where scopes that were left out of order are reported: to the log of every host in this process that has not been disposed of.</summary>
internal static class ScopeReports
{
    /// <summary>Called with what was left and with what is current afterwards.</summary>
    public static event Action<TenantContext, TenantContext?>? OutOfOrder;

    /// <summary>Never throws: it is called while a scope is disposed of, perhaps because of an exception.</summary>
    public static void Report(TenantContext left, TenantContext? current)
    {
        foreach (Action<TenantContext, TenantContext?> report in Delegate.EnumerateInvocationList(OutOfOrder))
        {
            try
            {
                report(left, current);
            }
            catch (Exception)
            {
                // A log that fails has nowhere to say so.
            }
        }
    }
}
