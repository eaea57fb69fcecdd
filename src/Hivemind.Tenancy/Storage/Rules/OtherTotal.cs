namespace Hivemind.Tenancy.Storage;

/// <summary>The sums of one resource beside the five known ones.</summary>
/// <param name="Total">Committed and held together.</param>
/// <param name="Held">The held part of it.</param>
internal readonly record struct OtherTotal(long Total, long Held);
