namespace Hivemind.Tenancy.Testing;

/// <summary>Cases about one topic: each public method is one, see <see cref="ConformanceSuite"/>.</summary>
internal abstract class ConformanceCases<THarness>
    where THarness : class, IAsyncDisposable
{
    /// <summary>The present of every case, in whole microseconds and not on a whole second.</summary>
    protected static readonly DateTimeOffset Now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddMicroseconds(678_901);

    protected static readonly TimeSpan Instant = TimeSpan.FromMicroseconds(1);

    public THarness Harness { get; set; } = null!;

    public CancellationToken Cancellation { get; set; }

    protected static DateTimeOffset After(double seconds) => Now.AddSeconds(seconds);

    protected static TenantId Id(string id) => TenantId.Parse(id);

    /// <summary>Runs something many times at once and waits for all of it.</summary>
    protected static async Task<IReadOnlyList<T>> AtOnceAsync<T>(int count, Func<int, Task<T>> run)
    {
        using SemaphoreSlim start = new(0);
        Task<T>[] tasks = [.. Enumerable.Range(0, count).Select(i => Task.Run(async () =>
        {
            await start.WaitAsync();
            return await run(i);
        }))];
        start.Release(count);
        return await Task.WhenAll(tasks);
    }

    protected static Task AtOnceAsync(int count, Func<int, Task> run) => AtOnceAsync(count, async i =>
    {
        await run(i);
        return i;
    });
}
