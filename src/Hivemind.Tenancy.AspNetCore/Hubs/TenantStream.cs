using System.Diagnostics.CodeAnalysis;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// A hub method that returns a stream has returned before the stream is read, so each step of reading enters the context again. Channels
/// need none of it: who writes to them started in the context.
/// </summary>
internal static class TenantStream
{
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "Wrap<T> asks nothing of T.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "SignalR itself streams only reference types when compiled ahead of time, for which one body is shared.")]
    public static object? Wrap(object? result, Type returnType, TenantContext context) =>
        FindItemType(result, returnType) is { } item
            ? typeof(TenantStream).GetMethod(nameof(WrapItems))!.MakeGenericMethod(item).Invoke(null, [result, context])
            : result;

    public static IAsyncEnumerable<T> WrapItems<T>(IAsyncEnumerable<T> items, TenantContext context) => new TenantAsyncEnumerable<T>(items, context);

    /// <summary>As SignalR finds it: from the declared type of what the method returns, awaited or not.</summary>
    private static Type? FindItemType(object? result, Type type)
    {
        if (result is null || !type.IsGenericType)
        {
            return null;
        }

        Type definition = type.GetGenericTypeDefinition();
        if (definition == typeof(Task<>) || definition == typeof(ValueTask<>))
        {
            return FindItemType(result, type.GetGenericArguments()[0]);
        }

        return definition == typeof(IAsyncEnumerable<>) ? type.GetGenericArguments()[0] : null;
    }
}
