namespace Hivemind.Tenancy.Storage;

/// <summary>The sums of one resource, in its steps.</summary>
/// <param name="Total">Committed and held together.</param>
/// <param name="Held">The held part of it.</param>
internal readonly record struct ResourceTotal(long Total, long Held);
