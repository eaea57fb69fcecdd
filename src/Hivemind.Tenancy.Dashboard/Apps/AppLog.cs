namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>The last that an app has written.</summary>
/// <param name="Rows">The lines, the oldest first.</param>
/// <param name="IsCut">Whether there was more than fits on a page.</param>
public sealed record AppLog(IReadOnlyList<AppLogRow> Rows, bool IsCut);
