namespace Hivemind.Tenancy;

/// <summary>Closed usage records in their order.</summary>
/// <param name="Records">The records.</param>
/// <param name="Next">What to give as <c>after</c> to read on: the last one's <see cref="UsageRecord.Sequence"/>, or what was given when there is none.</param>
/// <param name="IsTrimmed">Whether records after the one that was named are gone that retention did not keep.</param>
public sealed record UsageRecordPage(IReadOnlyList<UsageRecord> Records, long Next, bool IsTrimmed);
