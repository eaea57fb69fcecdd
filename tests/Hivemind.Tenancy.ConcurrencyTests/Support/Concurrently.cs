namespace Hivemind.Tenancy.ConcurrencyTests;

internal static class Concurrently
{
    /// <summary>Runs the tasks of a scenario, which the tester interleaves, to their end.</summary>
    public static Task RunAsync(params Func<Task>[] flows)
    {
        // An array: the overload of WhenAll that takes a span is not known to the tester.
        Task[] tasks = Array.ConvertAll(flows, flow => Task.Run(flow));
        return Task.WhenAll(tasks);
    }
}
