namespace Samples.Tests;

internal sealed record OutcomeTenant(int Admitted, int Refused, decimal PeakCpu, decimal PeakContainers)
{
    /// <summary>Null unless a statement was asked for.</summary>
    public decimal? CoreSeconds { get; init; }
}
