using System.Threading.RateLimiting;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>For requests without a tenant: it is nobody's limit they could be counted against.</summary>
internal sealed class NoPermits : RateLimiter
{
    private static readonly RateLimitLease Refused = new FailedLease();

    public override TimeSpan? IdleDuration => null;

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount) => Refused;

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => new(Refused);

    private sealed class FailedLease : RateLimitLease
    {
        public override bool IsAcquired => false;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}
