namespace Hivemind.Tenancy.Dashboard;

/// <summary>What the forms of the settings do, as the field <c>do</c> says it.</summary>
internal static class SettingsForms
{
    public const string Description = "description";
    public const string Quotas = "quotas";
    public const string Budgets = "budgets";
    public const string Placement = "placement";
    public const string Grace = "grace";
    public const string Suspend = "suspend";
    public const string Resume = "resume";
    public const string Delete = "delete";
    public const string Finish = "finish";

    /// <summary>Those that change settings of the tenant's record, which its version guards.</summary>
    public static IReadOnlyList<string> OfRecord { get; } = [Description, Quotas, Budgets, Placement];

    public static IReadOnlyList<string> All { get; } = [Description, Quotas, Budgets, Placement, Grace, Suspend, Resume, Delete, Finish];
}
