namespace Hivemind.Tenancy;

/// <summary>A tenant's grace was granted, replaced or taken away.</summary>
public sealed record GraceGranted : TenancyEvent
{
    /// <summary>The grace; null when it was taken away.</summary>
    public QuotaGrace? Grace { get; init; }
}
