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

    /// <summary>The uid of the first tenant that a case makes under an id.</summary>
    protected static TenantUid UidOf(string id) => TestUids.Of(id);

    /// <summary>A scope as text, in the first tenant that a case makes under its id.</summary>
    protected static PermissionScope In(string scope)
    {
        PermissionScope parsed = PermissionScope.Parse(scope);
        return parsed is { TenantId: { } id, TenantUid: null } ? parsed.WithUid(UidOf(id.Value)) : parsed;
    }

    /// <summary>A scope as text, without the uid.</summary>
    protected static string Plain(PermissionScope scope)
    {
        string text = scope.ToString();
        return scope.TenantUid is { } uid ? text.Replace($"@{uid}", null, StringComparison.Ordinal) : text;
    }

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
