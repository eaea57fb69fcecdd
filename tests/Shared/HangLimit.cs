namespace Hivemind.Tenancy.TestSupport;

/// <summary>
/// When a wait counts as hung. Far longer than a slow machine needs; a test that passes does not wait for it. Each test project that
/// needs it compiles it in.
/// </summary>
internal static class HangLimit
{
    /// <summary>Shorter than the longest time for which a store may cache, so that a cached answer does not expire within it.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromMinutes(4);

    /// <summary>The same for interfaces that take milliseconds.</summary>
    public static readonly int Milliseconds = (int)Duration.TotalMilliseconds;

    /// <summary>For drivers: seconds they wait for a connection, an answer or a lock.</summary>
    public const int DriverSeconds = 600;

    /// <summary>Returns when the condition holds, which it tests again and again.</summary>
    /// <exception cref="TimeoutException">The condition does not become true.</exception>
    public static async Task UntilAsync(string condition, Func<Task<bool>> holds, CancellationToken cancellationToken)
    {
        using CancellationTokenSource hangs = new(Duration);
        while (!await holds())
        {
            if (hangs.IsCancellationRequested)
            {
                throw new TimeoutException($"Waited {Duration}, and still not: {condition}.");
            }

            await Task.Delay(10, cancellationToken);
        }
    }
}
