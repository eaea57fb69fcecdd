using System.Reflection;

namespace Hivemind.Tenancy.TestSupport;

/// <summary>What an <see cref="Interceptor"/> does around a call: the method, its arguments, and the call itself.</summary>
internal delegate object? Around(MethodInfo method, object?[] arguments, Func<object?> call);

/// <summary>
/// Stands before a store or a provider and does things around its calls: fails, waits, lets others go first. Each test project
/// that needs it compiles it in.
/// </summary>
#pragma warning disable CA1852 // DispatchProxy derives from it.
internal class Interceptor : DispatchProxy
#pragma warning restore CA1852
{
    private static readonly MethodInfo Find = typeof(ITenantStore).GetMethod(nameof(ITenantStore.FindAsync))!;

    private object? _inner;
    private Around _around = null!;

    public static T Before<T>(T? inner, Around around)
        where T : class
    {
        // What stands before a store stands before all of it.
        T proxy = typeof(T) == typeof(ITenantStore) && inner is null or (IConsumptionStore and IPlanStore) ? (T)(object)Create<IWholeStore, Interceptor>() : Create<T, Interceptor>();
        Interceptor interceptor = (Interceptor)(object)proxy;
        interceptor._inner = inner;
        interceptor._around = around;
        return proxy;
    }

    /// <summary>
    /// Answers every call later, on another thread: no caller may count on an answer that is there at once. It waits for, or
    /// fails by, what stands before and after the call itself; both are given the method's name.
    /// </summary>
    public static T Slow<T>(T inner, Func<string, Task>? before = null, Func<string, Task>? after = null)
        where T : class => Before(inner, (method, _, call) => Invoke(
            nameof(LaterAsync), method.ReturnType, new SlowCall(call, () => Hook(before, method), () => Hook(after, method))));

    /// <summary>The failed form of what a method returns.</summary>
    public static object Faulted(Type returnType, Exception exception) => Invoke(nameof(FailAsync), returnType, exception)!;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        // A store that caches nothing answers the latest look by its ordinary one, which would pass this by.
        MethodInfo method = targetMethod!.Name == nameof(ITenantStore.FindLatestAsync) && InnerCachesNothing() ? Find : targetMethod;
        return _around(method, args!, () => method.Invoke(_inner, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null));
    }

    private bool InnerCachesNothing() =>
        _inner is ITenantStore and not Interceptor
        && _inner.GetType().GetInterfaceMap(typeof(ITenantStore)) is var map
        && map.TargetMethods[Array.FindIndex(map.InterfaceMethods, m => m.Name == nameof(ITenantStore.FindLatestAsync))].DeclaringType == typeof(ITenantStore);

    private static object? Invoke(string helper, Type returnType, object argument)
    {
        bool hasResult = returnType.IsGenericType;
        MethodInfo method = typeof(Interceptor).GetMethod(hasResult ? helper : helper + "WithoutResult", BindingFlags.NonPublic | BindingFlags.Static)!;
        return (hasResult ? method.MakeGenericMethod(returnType.GenericTypeArguments) : method).Invoke(null, [argument]);
    }

    private static Task Hook(Func<string, Task>? hook, MethodInfo method) => hook?.Invoke(method.Name) ?? Task.CompletedTask;

    private static async ValueTask<T> LaterAsync<T>(SlowCall slow)
    {
        await Task.Yield();
        await slow.Before();
        T result = await (ValueTask<T>)slow.Call()!;
        await slow.After();
        return result;
    }

    private static async ValueTask LaterAsyncWithoutResult(SlowCall slow)
    {
        await Task.Yield();
        await slow.Before();
        await (ValueTask)slow.Call()!;
        await slow.After();
    }

    private static ValueTask<T> FailAsync<T>(Exception exception) => ValueTask.FromException<T>(exception);

    private static ValueTask FailAsyncWithoutResult(Exception exception) => ValueTask.FromException(exception);

    private sealed record SlowCall(Func<object?> Call, Func<Task> Before, Func<Task> After);
}

/// <summary>A store of the core's: tenants, what they use up, and plans.</summary>
internal interface IWholeStore : ITenantStore, IConsumptionStore, IPlanStore;
