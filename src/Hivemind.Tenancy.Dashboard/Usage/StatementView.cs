using Hivemind.Tenancy.Billing;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>The statement of a month, or why there is none.</summary>
/// <param name="Month">The month's first day.</param>
/// <param name="IsRunning">Whether it is the month of now.</param>
/// <param name="Statement">The statement; null when there is none.</param>
/// <param name="Problem">Why there is none, a key of the texts; null when there is one.</param>
public sealed record StatementView(DateOnly Month, bool IsRunning, Statement? Statement, string? Problem);
