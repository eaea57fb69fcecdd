namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>When a wait counts as hung. Far longer than a slow machine needs; a test that passes does not wait for it.</summary>
internal static class HangLimit
{
    /// <summary>Shorter than <see cref="TenancyDatabaseOptions.MaxCacheDuration"/>, so that a cached answer does not expire within it.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromMinutes(4);

    /// <summary>For drivers: seconds they wait for a connection, an answer or a lock.</summary>
    public const int DriverSeconds = 600;

    /// <summary>Returns when the condition holds.</summary>
    /// <exception cref="TimeoutException">It does not come to hold.</exception>
    public static async Task UntilAsync(string condition, Func<Task<bool>> holds, CancellationToken cancellationToken)
    {
        using CancellationTokenSource hangs = new(Duration);
        while (!await holds())
        {
            if (hangs.IsCancellationRequested)
            {
                throw new TimeoutException($"Waited {Duration} in vain until {condition}.");
            }

            await Task.Delay(10, cancellationToken);
        }
    }
}
