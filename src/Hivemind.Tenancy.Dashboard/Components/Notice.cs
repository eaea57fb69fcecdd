namespace Hivemind.Tenancy.Dashboard;

/// <summary>What a page says after a change. The address carries the key only, so that nobody can make a page say something else.</summary>
internal static class Notice
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["created"] = "The tenant was created.",
        ["saved"] = "The change was saved.",
        ["released"] = "The allocation was released.",
        ["deleted"] = "The tenant was deleted.",
        ["bound"] = "The role was given.",
        ["unbound"] = "The role was taken away.",
        ["suspended"] = "The tenant is suspended until it is resumed.",
        ["resumed"] = "The tenant is active again.",
        ["grace"] = "More than the quota is allowed for a while.",
        ["grace-ended"] = "The quota alone counts again.",
        ["app-deployed"] = "The app is deployed. It takes a moment until it is ready.",
        ["job-deployed"] = "The job is deployed. It runs once; its state is shown below.",
        ["app-scaled"] = "The app is scaled.",
        ["app-stopped"] = "The app is stopped.",
        ["app-started"] = "The app is started. It takes a moment until it is ready.",
        ["app-redeployed"] = "The new version runs.",
        ["app-version-kept"] = "The new version is kept. It runs once it is started.",
        ["app-under-way"] = "The new version is being rolled out, which takes a while. If it does not get ready, what ran before runs again. Load this page again to see how far it is.",
        ["app-removed"] = "The app was removed.",
        ["volume-made"] = "The volume is there. Name it when you deploy an app.",
        ["volume-removed"] = "The volume was removed.",
    };

    /// <summary>The text, a key of <see cref="DashboardTexts"/>; null for a key that is none.</summary>
    public static string? Find(string key) => Texts.GetValueOrDefault(key);
}
