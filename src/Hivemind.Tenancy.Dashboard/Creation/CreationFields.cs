namespace Hivemind.Tenancy.Dashboard;

/// <summary>The fields that the form for a new tenant alone has.</summary>
internal static class CreationFields
{
    public const string Id = "id";
    public const string Plan = "plan";

    /// <summary>The hidden field that tells a form from another, so that a second click makes nothing new.</summary>
    public const string Key = "key";
}
