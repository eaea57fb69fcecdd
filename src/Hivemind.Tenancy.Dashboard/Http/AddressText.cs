using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>The query part of a page's address.</summary>
internal static class AddressText
{
    /// <summary>What has a value, in the order given; empty when nothing has.</summary>
    public static string Of(params (string Name, string? Value)[] parts) =>
        QueryString.Create(parts.Where(p => p.Value is not null).Select(p => KeyValuePair.Create(p.Name, p.Value))).ToString();
}
