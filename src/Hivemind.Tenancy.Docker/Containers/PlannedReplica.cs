namespace Hivemind.Tenancy.Docker;

/// <summary>A container to be made.</summary>
/// <param name="Slot">Its place, from 0.</param>
/// <param name="Attempt">Its attempt, from 0.</param>
/// <param name="Since">When the first attempt began; null for the first.</param>
/// <param name="OutOfMemoryAt">When an attempt before was last ended for using too much memory; null when none was.</param>
internal sealed record PlannedReplica(int Slot, int Attempt = 0, DateTimeOffset? Since = null, DateTimeOffset? OutOfMemoryAt = null);
