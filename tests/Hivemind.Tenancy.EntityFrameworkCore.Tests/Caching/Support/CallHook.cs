using System.Reflection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>What happens around a call: the method, its arguments, and the call itself.</summary>
internal delegate object? AroundCall(MethodInfo method, object?[] arguments, Func<object?> call);

/// <summary>Stands before a store or a provider and sees, delays or replaces its calls.</summary>
#pragma warning disable CA1852 // DispatchProxy derives from it.
internal class CallHook : DispatchProxy
#pragma warning restore CA1852
{
    private object? _inner;
    private AroundCall _around = null!;

    public static T Before<T>(T? inner, AroundCall around)
        where T : class
    {
        T proxy = Create<T, CallHook>();
        CallHook hook = (CallHook)(object)proxy;
        hook._inner = inner;
        hook._around = around;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _around(
        targetMethod!, args!, () => targetMethod!.Invoke(_inner, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null));
}
