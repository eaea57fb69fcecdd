namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Ids in routes.</summary>
internal static class RouteText
{
    /// <summary>
    /// What a segment stands for: routing decodes all of it but an encoded slash, which an id of a role, user, group or allocation may
    /// hold. (An id that holds the text <c>%2F</c> itself cannot be named in a route.)
    /// </summary>
    public static string Decoded(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
