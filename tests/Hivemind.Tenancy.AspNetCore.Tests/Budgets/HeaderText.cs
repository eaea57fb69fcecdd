namespace Hivemind.Tenancy.AspNetCore.Tests;

internal static class HeaderText
{
    /// <summary>A header as it was sent; null for none.</summary>
    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(", ", values) : null;
}
