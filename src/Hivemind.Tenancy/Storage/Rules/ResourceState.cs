namespace Hivemind.Tenancy.Storage;

/// <summary>What a ledger keeps of one resource, in its steps, see <see cref="ResourceNames.StepsPerUnit"/>.</summary>
/// <param name="Total">Everything that counts: committed, held and reserved for growth.</param>
/// <param name="Held">The part of it that ends with a lease.</param>
/// <param name="Threshold">The highest threshold, in percent, that has been reported and has not re-armed; 0 for none.</param>
/// <param name="FiredTicks">When a threshold was reported last, in UTC ticks; 0 for never.</param>
public readonly record struct ResourceState(long Total, long Held, int Threshold, long FiredTicks);
