using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Stands before a service and may do or throw something before each call.</summary>
public class Interceptor<T> : DispatchProxy
    where T : class
{
    /// <summary>Called with the method's name before each call.</summary>
    public Action<string>? Before { get; set; }

    internal T? Target { get; set; }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Before?.Invoke(targetMethod!.Name);
        try
        {
            return targetMethod!.Invoke(Target, args);
        }
        catch (TargetInvocationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }
}
