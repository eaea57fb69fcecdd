namespace Hivemind.Tenancy;

/// <summary>The grace that a caller saw and decides on, so that a change applies to nothing else. That none was seen is a condition, too.</summary>
/// <param name="Grace">What was in force; null when none was. One that has ended by the store's time counts as none.</param>
public sealed record ExpectedGrace(QuotaGrace? Grace);
