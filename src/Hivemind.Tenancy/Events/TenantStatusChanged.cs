namespace Hivemind.Tenancy;

/// <summary>A tenant's status, or the reason for it, changed.</summary>
public sealed record TenantStatusChanged : TenancyEvent
{
    /// <summary>The status before.</summary>
    public required TenantStatus From { get; init; }

    /// <summary>The status after; the same when only the reason changed.</summary>
    public required TenantStatus To { get; init; }

    /// <summary>Why.</summary>
    public string? StatusReason { get; init; }
}
