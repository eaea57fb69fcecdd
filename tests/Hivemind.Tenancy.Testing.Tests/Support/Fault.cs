namespace Hivemind.Tenancy.Testing.Tests;

/// <summary>How faults are told: what is done instead of a call.</summary>
internal static class Fault
{
    public static Around On(string name, Func<object?[], Func<object?>, object?> instead) => (method, args, call) => method.Name == name ? instead(args, call) : call();

    public static object? With(object?[] args, int index, object? value, Func<object?> call)
    {
        args[index] = value;
        return call();
    }

    public static object? Catching<TException>(Func<object?> call, Func<object?> instead)
        where TException : Exception
    {
        try
        {
            return call();
        }
        catch (TException)
        {
            return instead();
        }
    }

    /// <summary>The answer of the reference, which is always there at once.</summary>
    public static T Now<T>(Func<object?> call) => Now((ValueTask<T>)call()!);

    public static T Now<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();

    public static ValueTask<T> Result<T>(T value) => new(value);
}
