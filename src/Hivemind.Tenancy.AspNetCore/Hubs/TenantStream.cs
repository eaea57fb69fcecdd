using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Threading.Channels;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>A hub method that returns a stream has returned before the stream is read: what goes for the method must go for each step of reading.</summary>
internal static class TenantStream
{
    /// <summary>The stream in the tenant's context; what is none as it is.</summary>
    /// <param name="result">What the method returned, awaited.</param>
    /// <param name="returnType">The type that the method declares.</param>
    /// <param name="context">The context; null for none.</param>
    /// <param name="refuse">What a step throws instead.</param>
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "The wrappers ask nothing of T.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "SignalR itself streams only reference types when compiled ahead of time, for which one body is shared.")]
    public static object? Wrap(object? result, Type returnType, TenantContext? context, Func<TenancyException, Exception> refuse)
    {
        if (result is null || FindStreamType(Awaited(returnType)) is not { } stream)
        {
            return result;
        }

        string wrap = stream.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>) ? nameof(WrapItems) : nameof(WrapChannel);
        return typeof(TenantStream).GetMethod(wrap, BindingFlags.Public | BindingFlags.Static)!
            .MakeGenericMethod(stream.GetGenericArguments()[0]).Invoke(null, [result, context, refuse]);
    }

    public static IAsyncEnumerable<T> WrapItems<T>(IAsyncEnumerable<T> items, TenantContext? context, Func<TenancyException, Exception> refuse) =>
        new TenantAsyncEnumerable<T>(items, context, refuse);

    [SuppressMessage("Style", "IDE0060", Justification = "Called as WrapItems is.")]
    public static ChannelReader<T> WrapChannel<T>(ChannelReader<T> items, TenantContext? context, Func<TenancyException, Exception> refuse) =>
        new TenantChannelReader<T>(items, refuse);

    private static Type Awaited(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is { } definition && (definition == typeof(Task<>) || definition == typeof(ValueTask<>))
            ? type.GetGenericArguments()[0]
            : type;

    /// <summary>As SignalR finds it: a stream is what is declared as one, or as a kind of one.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "SignalR looks for the same interfaces, so they are kept.")]
    private static Type? FindStreamType(Type type)
    {
        for (Type? known = type; known is not null; known = known.BaseType)
        {
            if (IsStream(known))
            {
                return known;
            }
        }

        return type.GetInterfaces().FirstOrDefault(IsStream);
    }

    private static bool IsStream(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is { } definition
        && (definition == typeof(IAsyncEnumerable<>) || definition == typeof(ChannelReader<>));
}
