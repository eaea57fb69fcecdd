namespace Hivemind.Tenancy.Dashboard;

/// <summary>The forms about apps, by what they do, and their fields.</summary>
internal static class AppForms
{
    public const string Deploy = "deploy";
    public const string Scale = "scale";
    public const string Stop = "stop";
    public const string Start = "start";
    public const string Redeploy = "redeploy";
    public const string Remove = "remove";

    public const string Image = "image";
    public const string Replicas = "replicas";
    public const string Confirmation = "confirm";

    /// <summary>Hidden: the version of the app that was shown with the form.</summary>
    public const string Version = "app-version";

    /// <summary>What can be done on the page of an app.</summary>
    public static readonly string[] OfApp = [Start, Scale, Redeploy, Stop, Remove];

    /// <summary>The id of a form's element.</summary>
    public static string IdOf(string form) => form + "-form";
}
