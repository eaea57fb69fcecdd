namespace Samples.Tests;

internal sealed record OutcomeTenant(int Admitted, int Refused, decimal PeakCpu, decimal PeakContainers);
