using System.Reflection;

namespace Hivemind.Tenancy.Workloads.Tests;

/// <summary>A store that fails before, or loses the answer after, the next call of a verb.</summary>
internal sealed class StoreFaults
{
    public string? FailsIn { get; set; }

    public string? LosesAnswerOf { get; set; }

    public object? Around(MethodInfo method, object?[] arguments, Func<object?> call)
    {
        if (method.Name == FailsIn)
        {
            FailsIn = null;
            return Interceptor.Faulted(method.ReturnType, new TenancyStoreException("The store is down.", isTransient: true));
        }

        object? result = call();
        if (method.Name == LosesAnswerOf)
        {
            LosesAnswerOf = null;
            return Interceptor.Faulted(method.ReturnType, new TenancyStoreException("The answer is lost.", isTransient: true));
        }

        return result;
    }
}
