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
        ["suspended"] = "The tenant is suspended: nothing new starts in it until it is resumed.",
        ["resumed"] = "The tenant is active again.",
        ["grace"] = "More than the quota is allowed for a while.",
        ["grace-ended"] = "The quota alone counts again.",
    };

    /// <summary>The text, a key of <see cref="DashboardTexts"/>; null for a key that is none.</summary>
    public static string? Find(string key) => Texts.GetValueOrDefault(key);
}
