namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Begins what outlives the call that came first: tasks and timers that keep nothing of that caller's tenant, trace or other ambient values.</summary>
internal static class NoCaller
{
    /// <summary>What is started within captures no execution context.</summary>
    public static T Run<T>(Func<T> start)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return start();
        }

        using (ExecutionContext.SuppressFlow())
        {
            return start();
        }
    }
}
