using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Hivemind.Tenancy.Tests;

/// <summary>Short forms of what was measured.</summary>
internal static class Meters
{
    /// <summary>Each measurement as <c>value {tag=value, ...}</c>, its tags sorted.</summary>
    public static IReadOnlyList<string> Lines<T>(this MetricCollector<T> collector)
        where T : struct =>
        [.. collector.GetMeasurementSnapshot().Select(m => FormattableString.Invariant($"{m.Value} {{{Tags(m)}}}"))];

    private static string Tags<T>(CollectedMeasurement<T> measurement)
        where T : struct =>
        string.Join(", ", measurement.Tags.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => FormattableString.Invariant($"{t.Key}={t.Value}")));
}
