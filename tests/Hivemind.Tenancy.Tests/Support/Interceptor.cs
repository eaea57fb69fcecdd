using System.Reflection;

namespace Hivemind.Tenancy.Tests;

/// <summary>What an <see cref="Interceptor"/> does around a call: the method, its arguments, and the call itself.</summary>
internal delegate object? Around(MethodInfo method, object?[] arguments, Func<object?> call);

/// <summary>Stands before a store or a provider and does things around its calls: fails, waits, lets others go first.</summary>
#pragma warning disable CA1852 // DispatchProxy derives from it.
internal class Interceptor : DispatchProxy
#pragma warning restore CA1852
{
    private object _inner = null!;
    private Around _around = null!;

    public static T Before<T>(T inner, Around around)
        where T : class
    {
        T proxy = Create<T, Interceptor>();
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

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _around(
        targetMethod!,
        args!,
        () => targetMethod!.Invoke(_inner, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null));

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
