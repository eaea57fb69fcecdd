using System.Reflection;
using System.Text;

namespace Hivemind.Tenancy.Testing;

/// <summary>
/// Collects the cases of a suite: every public method of every class derived from its base, so that none can be forgotten in a
/// list. Each runs in an instance of its own.
/// </summary>
internal static class ConformanceSuite
{
    /// <summary>How long one case may take before it counts as hung: far longer than the slowest case takes on a slow machine.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(10);

    public static IReadOnlyList<ConformanceCase<THarness>> Of<THarness, TCases>()
        where THarness : class, IAsyncDisposable
        where TCases : ConformanceCases<THarness> =>
        Array.AsReadOnly(typeof(TCases).Assembly.GetTypes()
            .Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(TCases)))
            .OrderBy(t => t.Name, StringComparer.Ordinal)
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(m => m.ReturnType == typeof(Task))
                .OrderBy(m => m.Name, StringComparer.Ordinal)
                .Select(m => Case<THarness>(t, m)))
            .ToArray());

    public static Task RunAsync<THarness>(
        IReadOnlyList<ConformanceCase<THarness>> cases,
        string caseName,
        Func<CancellationToken, ValueTask<THarness>> createHarness,
        CancellationToken cancellationToken)
        where THarness : class, IAsyncDisposable
    {
        ArgumentNullException.ThrowIfNull(caseName);
        ConformanceCase<THarness> found = cases.FirstOrDefault(c => string.Equals(c.Name, caseName, StringComparison.Ordinal))
            ?? throw new ArgumentException($"There is no case '{caseName}'.", nameof(caseName));
        return found.RunAsync(createHarness, cancellationToken);
    }

    private static ConformanceCase<THarness> Case<THarness>(Type type, MethodInfo method)
        where THarness : class, IAsyncDisposable
    {
        string topic = type.Name[..^"Cases".Length];
        return new ConformanceCase<THarness>(Words(topic, capital: true) + ": " + Words(method.Name, capital: false), (harness, cancellationToken) =>
        {
            ConformanceCases<THarness> cases = (ConformanceCases<THarness>)Activator.CreateInstance(type)!;
            cases.Harness = harness;
            cases.Cancellation = cancellationToken;
            return method.CreateDelegate<Func<Task>>(cases)();
        });
    }

    /// <summary><c>HoldsAllOrNothing</c> as <c>holds all or nothing</c>.</summary>
    private static string Words(string name, bool capital)
    {
        StringBuilder words = new(name.Length + 8);
        foreach (char c in name)
        {
            if (char.IsUpper(c) && words.Length > 0)
            {
                words.Append(' ');
            }

            words.Append(capital && words.Length == 0 ? c : char.ToLowerInvariant(c));
        }

        return words.ToString();
    }
}
