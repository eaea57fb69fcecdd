using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>An app in the list.</summary>
/// <param name="App">The app.</param>
/// <param name="Problem">What stands in its way now; null for nothing.</param>
/// <param name="LastFailure">What last failed about it, as it was told to the tenant; null for nothing, or nothing that this reader may read.</param>
public sealed record AppRow(App App, string? Problem, EventLine? LastFailure);
