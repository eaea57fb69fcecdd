namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// What decisions over one tenant read, each once, in one narrow row, whose lock is the tenant's: every write to a tenant takes it first.
/// Beside these, six columns for each known resource, see <see cref="ResourceColumns"/>. Read and written as <see cref="LedgerState"/>.
/// </summary>
internal sealed class LedgerRow
{
    public required string TenantId { get; init; }

    /// <summary>Which tenant of that id, as <see cref="TenantUid.ToString"/> writes it.</summary>
    public required string TenantUid { get; init; }

    public required int Status { get; init; }

    /// <summary>When the grace ends; null for none.</summary>
    public long? GraceUntil { get; init; }

    public long Change { get; init; }

    public int HeldCount { get; init; }

    public int CommittedCount { get; init; }

    /// <summary>See <see cref="LedgerState.Share"/>.</summary>
    public int Share { get; init; }
}
