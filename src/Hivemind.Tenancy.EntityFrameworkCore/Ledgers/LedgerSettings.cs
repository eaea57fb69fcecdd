namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>What steps over ledgers go by.</summary>
/// <param name="Thresholds">Which thresholds are reported.</param>
/// <param name="IsMetering">Whether usage records are written.</param>
internal sealed record LedgerSettings(IReadOnlyList<int> Thresholds, bool IsMetering);
