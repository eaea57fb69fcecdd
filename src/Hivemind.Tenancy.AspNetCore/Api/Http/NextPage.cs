namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Whether a page is the last.</summary>
internal static class NextPage
{
    /// <param name="page">The page.</param>
    /// <param name="limit">How many were asked for.</param>
    /// <param name="readOne">Reads the first after one.</param>
    public static async ValueTask<bool> ExistsAsync<T>(IReadOnlyList<T> page, int limit, Func<T, ValueTask<IReadOnlyList<T>>> readOne) =>
        page.Count == limit && (await readOne(page[^1]).ConfigureAwait(false)).Count > 0;
}
