using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Hivemind.Tenancy.Testing;

/// <summary>What the cases claim. A claim that does not hold is a <see cref="ConformanceException"/>.</summary>
internal static class Expect
{
    public static void True(bool condition, string what)
    {
        if (!condition)
        {
            throw new ConformanceException($"expected {what}, but it is not so.");
        }
    }

    public static void Equal<T>(T expected, T actual, string? because = null, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new ConformanceException(
                $"expected {what} to be {Text(expected)}, found {Text(actual)}{Differences(expected, actual)}{Because(because)}.");
        }
    }

    public static void NotEqual<T>(T unexpected, T actual, string? because = null, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        if (EqualityComparer<T>.Default.Equals(unexpected, actual))
        {
            throw new ConformanceException($"expected {what} not to be {Text(unexpected)}, but it is{Because(because)}.");
        }
    }

    public static void Null<T>(T? actual, string? because = null, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        if (actual is not null)
        {
            throw new ConformanceException($"expected {what} to be null, found {Text(actual)}{Because(because)}.");
        }
    }

    public static T NotNull<T>(T? actual, string? because = null, [CallerArgumentExpression(nameof(actual))] string what = "")
        where T : class =>
        actual ?? throw new ConformanceException($"expected {what}, found null{Because(because)}.");

    public static void Sequence<T>(
        IEnumerable<T> expected, IEnumerable<T> actual, string? because = null, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        T[] wanted = [.. expected];
        T[] found = [.. actual];
        if (wanted.Length != found.Length)
        {
            throw new ConformanceException(
                $"expected {what} to have {wanted.Length} elements ({Text(wanted)}), found {found.Length} ({Text(found)}){Because(because)}.");
        }

        for (int i = 0; i < wanted.Length; i++)
        {
            Equal(wanted[i], found[i], because, string.Create(CultureInfo.InvariantCulture, $"{what}[{i}]"));
        }
    }

    public static async Task<TException> ThrowsAsync<TException>(
        Func<Task> action, string? because = null, [CallerArgumentExpression(nameof(action))] string what = "")
        where TException : Exception
    {
        string expected = $"expected {typeof(TException).Name} from {what.Replace("async () => await ", string.Empty, StringComparison.Ordinal)}";
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (TException e)
        {
            return e;
        }
        catch (Exception e)
        {
            throw new ConformanceException($"{expected}, found {e.GetType().Name}: {e.Message}{Because(because)}", e);
        }

        throw new ConformanceException($"{expected}, found that it succeeded{Because(because)}.");
    }

    private static string Because(string? because) => because is null ? string.Empty : ", because " + because;

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => $"'{(text.Length <= 300 ? text : text[..300] + "...")}'",
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        Array array => string.Join(", ", array.Cast<object?>().Take(12).Select(Text)) + (array.Length > 12 ? ", ..." : string.Empty),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        Tenant tenant => $"tenant '{tenant.Id}' at version {tenant.Version}",
        TenancyEvent tenancyEvent => $"{tenancyEvent.GetType().Name} {tenancyEvent.Sequence}",
        _ => value.ToString() ?? string.Empty,
    };

    /// <summary>In which properties two records differ.</summary>
    private static string Differences(object? expected, object? actual)
    {
        if (expected is null || actual is null || expected.GetType() != actual.GetType() || expected is string || expected.GetType().IsPrimitive)
        {
            return string.Empty;
        }

        string[] differences =
        [
            .. expected.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.GetIndexParameters().Length == 0 && (expected is Tenant or Allocation or TenancyEvent or ResourceUsage or QuotaShortage))
                .Select(p => (p.Name, Expected: p.GetValue(expected), Actual: p.GetValue(actual)))
                .Where(p => !Equals(p.Expected, p.Actual))
                .Select(p => $"{p.Name}: {Text(p.Expected)} became {Text(p.Actual)}"),
        ];
        return differences.Length == 0 ? string.Empty : $" ({string.Join("; ", differences)})";
    }
}
