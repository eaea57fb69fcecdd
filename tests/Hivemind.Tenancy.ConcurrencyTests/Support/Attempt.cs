namespace Hivemind.Tenancy.ConcurrencyTests;

internal static class Attempt
{
    /// <summary>
    /// Runs what another task may make impossible: null when it succeeded, otherwise the library's refusal. Any other
    /// exception is a bug and goes on.
    /// </summary>
    public static async Task<Exception?> Async(Func<Task> action)
    {
        try
        {
            await action();
            return null;
        }
        catch (Exception e) when (e is TenancyException or ArgumentException { ParamName: "binding" })
        {
            return e;
        }
    }
}
