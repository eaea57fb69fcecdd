namespace Hivemind.Tenancy.Tests;

/// <summary>An allocation in the <see cref="LedgerModel"/>.</summary>
internal sealed class ModelAllocation
{
    public required string Id { get; init; }

    public required Units Amounts { get; set; }

    public required string Source { get; set; }

    public required long Admission { get; set; }

    public required long Change { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null once committed.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    public bool IsAdopted { get; set; }

    /// <summary>What it is about to become, under which number, and until when that is reserved.</summary>
    public (Units Target, long Number, DateTimeOffset ExpiresAt)? Growth { get; set; }

    /// <summary>The number of the growth that was committed last.</summary>
    public long GrownBy { get; set; }

    /// <summary>What counts: of each resource the larger of what it has and what is reserved for it.</summary>
    public long Counts(string resource) => Math.Max(Amounts[resource], Growth?.Target[resource] ?? 0);
}
