namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Names under which the cache of a durable store is observed, in the meter <see cref="TenancyDiagnostics.MeterName"/>. Nothing is measured while nobody listens.</summary>
public static class TenancyCacheDiagnostics
{
    /// <summary>Counter of look-ups; tags <see cref="CacheTag"/> and <see cref="OutcomeTag"/>. Waiting for an answer that another caller's fetch brings is a miss.</summary>
    public const string LookupsInstrument = "hivemind.tenancy.cache.lookups";

    /// <summary>Tag with what was asked: <c>tenants</c> or <c>access</c>.</summary>
    public const string CacheTag = "cache";

    /// <summary>Tag that says whether the answer was there: <c>hit</c> or <c>miss</c>.</summary>
    public const string OutcomeTag = "outcome";
}
