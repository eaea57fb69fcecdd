namespace Hivemind.Tenancy.Benchmarks;

/// <summary>
/// Takes the result of what has completed, as <c>await</c> does, but without the state machine of a benchmark method, which
/// would burden the loop of the bare primitive as well as ours. Over the in-memory store every answer is there at once.
/// </summary>
internal static class Sync
{
    public static T Get<T>(ValueTask<T> task) => task.IsCompleted ? task.Result : throw Pending();

    public static void Get(ValueTask task)
    {
        if (!task.IsCompleted)
        {
            throw Pending();
        }

        task.GetAwaiter().GetResult();
    }

    /// <summary>For preparations: waits if it must.</summary>
    public static T Wait<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();

    private static InvalidOperationException Pending() => new("The answer was not there at once.");
}
