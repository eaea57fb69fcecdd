using System.Diagnostics.CodeAnalysis;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Host names compare without regard to case and to the dot of the root (RFC 4343, RFC 1034).</summary>
internal static class HostNames
{
    [SuppressMessage("Globalization", "CA1308", Justification = "Tenant ids are lower case, and so is the host name that names one.")]
    public static string Normalize(string host) => (host.EndsWith('.') ? host[..^1] : host).ToLowerInvariant();
}
