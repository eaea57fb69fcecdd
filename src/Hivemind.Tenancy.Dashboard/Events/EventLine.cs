namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>An event as a line of a page.</summary>
/// <param name="Sequence">Its position in the log.</param>
/// <param name="At">When it happened.</param>
/// <param name="Sentence">What happened.</param>
public sealed record EventLine(long Sequence, DateTimeOffset At, string Sentence);
