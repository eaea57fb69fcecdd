using System.Reflection;

namespace Hivemind.Tenancy.Testing.Tests;

/// <summary>What an <see cref="Interceptor"/> does around a call: the method, its arguments, and the call itself.</summary>
internal delegate object? Around(string method, object?[] arguments, Func<object?> call);

/// <summary>Stands before a store or a provider and does things around its calls.</summary>
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

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _around(
        targetMethod!.Name,
        args!,
        () => targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null));
}
