namespace Hivemind.Tenancy.StoreWorker;

/// <summary>A host's clock that goes wrong by so much.</summary>
internal sealed class SkewedTime(TimeSpan skew) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + skew;
}
