namespace Hivemind.Tenancy.Benchmarks;

/// <summary>Five resources, as <see cref="HandWrittenLedger"/> counts them.</summary>
internal readonly record struct FiveAmounts(long Millicores, long Memory, long Storage, long Containers, long Services);
