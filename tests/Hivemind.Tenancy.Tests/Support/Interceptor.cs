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

    /// <summary>Answers every call later, on another thread: no caller may count on an answer that is there at once.</summary>
    public static T Slow<T>(T inner)
        where T : class => Before(inner, (method, _, call) => Invoke(nameof(LaterAsync), method.ReturnType, call));

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

    private static async ValueTask<T> LaterAsync<T>(Func<object?> call)
    {
        await Task.Yield();
        return await (ValueTask<T>)call()!;
    }

    private static async ValueTask LaterAsyncWithoutResult(Func<object?> call)
    {
        await Task.Yield();
        await (ValueTask)call()!;
    }

    private static ValueTask<T> FailAsync<T>(Exception exception) => ValueTask.FromException<T>(exception);

    private static ValueTask FailAsyncWithoutResult(Exception exception) => ValueTask.FromException(exception);
}
