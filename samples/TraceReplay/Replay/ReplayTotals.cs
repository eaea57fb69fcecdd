namespace TraceReplay;

/// <summary>How all tenants together fared.</summary>
/// <param name="Admitted">Jobs that fitted.</param>
/// <param name="Refused">Jobs that did not fit.</param>
/// <param name="Skipped">Jobs that held nothing: no run time, or no processors.</param>
/// <param name="Malformed">Lines that are no jobs; null when there can be none, because one would have stopped the replay.</param>
internal sealed record ReplayTotals(int Admitted, int Refused, int Skipped, int? Malformed);
