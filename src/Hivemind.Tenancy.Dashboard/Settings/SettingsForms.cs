namespace Hivemind.Tenancy.Dashboard;

/// <summary>What the forms of the settings do, as the field <c>do</c> says it.</summary>
internal static class SettingsForms
{
    public const string Description = "description";
    public const string Quotas = "quotas";
    public const string Placement = "placement";
    public const string Grace = "grace";
    public const string Suspend = "suspend";
    public const string Resume = "resume";
    public const string Delete = "delete";
    public const string Finish = "finish";

    public static IReadOnlyList<string> All { get; } = [Description, Quotas, Placement, Grace, Suspend, Resume, Delete, Finish];
}
