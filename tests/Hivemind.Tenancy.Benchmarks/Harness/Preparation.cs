using System.Collections.Concurrent;

namespace Hivemind.Tenancy.Benchmarks;

/// <summary>What happens once before a benchmark class is measured.</summary>
internal static class Preparation
{
    /// <summary>The runtime compiles a method anew after thirty calls, twice, and not before it has been quiet for 100 ms.</summary>
    private const int Bursts = 16;
    private const int CallsOfBurst = 40;
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(150);

    private static readonly ConcurrentDictionary<Type, bool> Warm = new();

    /// <summary>
    /// Sees to it that over the same batch all come to the same number, and not to none, because what is compared must do the
    /// same work; then calls them until they are compiled as well as they ever will be.
    /// </summary>
    public static void Require(object benchmark, Action rewind, params Func<int>[] methods)
    {
        int[] results = Array.ConvertAll(methods, method =>
        {
            rewind();
            return method();
        });
        if (results[0] == 0 || results.Distinct().Count() > 1)
        {
            throw new InvalidOperationException($"{benchmark.GetType().Name} disagrees with itself: {string.Join(", ", results)}.");
        }

        for (int burst = 0; burst < Bursts && !Warm.ContainsKey(benchmark.GetType()); burst++)
        {
            for (int call = 0; call < CallsOfBurst; call++)
            {
                Array.ForEach(methods, method => method());
            }

            Thread.Sleep(Quiet);
        }

        Warm[benchmark.GetType()] = true;
        rewind();
    }
}
