namespace Hivemind.Tenancy.Tests;

/// <summary>An allocation in the <see cref="LedgerModel"/>.</summary>
internal sealed class ModelAllocation
{
    public required string Id { get; init; }

    public required Units Amounts { get; set; }

    public required string Source { get; set; }

    public required long Number { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>Null once committed.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
}
