namespace Samples.Tests;

internal sealed record OutcomeTotals(int Admitted, int Refused, int Skipped, int? Malformed = null);
