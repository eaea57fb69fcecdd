namespace Hivemind.Tenancy.Benchmarks;

/// <summary>
/// One invocation of a benchmark method, which is one iteration: some ten to some hundred microseconds, so that most are over
/// before the machine turns to something else, and the median is one that was not disturbed.
/// </summary>
internal static class Batch
{
    /// <summary>How many operations it makes, unless the class says otherwise.</summary>
    public const int Size = 512;
}
