using System.Text.Json;

namespace Samples.Tests;

/// <summary>The JSON output of TraceReplay, as somebody else would read it.</summary>
internal sealed record Outcome(OutcomeTotals Totals, Dictionary<string, OutcomeTenant> Tenants, double ElapsedSeconds, double OperationsPerSecond)
{
    public static Outcome Parse(string json) => JsonSerializer.Deserialize<Outcome>(json, JsonSerializerOptions.Web)!;
}
