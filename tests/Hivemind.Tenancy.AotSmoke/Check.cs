using System.Runtime.CompilerServices;

/// <summary>What this program finds wrong ends it.</summary>
internal static class Check
{
    public static int Count { get; private set; }

    public static void That(bool condition, [CallerArgumentExpression(nameof(condition))] string text = "")
    {
        if (!condition)
        {
            throw new InvalidOperationException("Not true: " + text);
        }

        Count++;
    }

    public static void Equal<T>(T actual, T expected, [CallerArgumentExpression(nameof(actual))] string text = "")
    {
        if (!EqualityComparer<T>.Default.Equals(actual, expected))
        {
            throw new InvalidOperationException($"{text} is {actual}, not {expected}.");
        }

        Count++;
    }

    public static async Task<TException> Throws<TException>(Func<Task> action, [CallerArgumentExpression(nameof(action))] string text = "")
        where TException : Exception
    {
        try
        {
            await action();
        }
        catch (TException e)
        {
            Count++;
            return e;
        }

        throw new InvalidOperationException($"{text} did not throw {typeof(TException).Name}.");
    }
}
