namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>A line that an app has written, as it is shown.</summary>
/// <param name="Replica">The number of its replica on the page; null for one that is gone.</param>
/// <param name="At">When it was written.</param>
/// <param name="Text">The line, with nothing in it that is obeyed.</param>
/// <param name="IsError">Whether it was written to the error stream.</param>
public sealed record AppLogRow(int? Replica, DateTimeOffset At, string Text, bool IsError);
