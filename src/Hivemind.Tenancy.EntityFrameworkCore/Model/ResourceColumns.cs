namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// The columns of the known resources, named after them. A resource that is added in <see cref="ResourceSteps"/> is added here, and so
/// in the model, which the next migration brings to the schema.
/// </summary>
internal static class ResourceColumns
{
    public const string Limit = "limit";
    public const string Grace = "grace";
    public const string Total = "total";
    public const string Held = "held";
    public const string Threshold = "threshold";
    public const string FiredAt = "fired_at";

    /// <summary>What limits a resource; null is no limit, no grace.</summary>
    public static readonly string[] Bounds = [.. ResourceSteps.Known.SelectMany(r => new[] { Of(r, Limit), Of(r, Grace) })];

    /// <summary>What counts of a resource, and which threshold stands.</summary>
    public static readonly string[] Counts =
        [.. ResourceSteps.Known.SelectMany(r => new[] { Of(r, Total), Of(r, Held), Of(r, Threshold), Of(r, FiredAt) })];

    public static string Of(string resource, string what) => $"{resource}_{what}";
}
