using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>The entity tag of an app (RFC 9110, strong): its version, so that one of an app that was removed never fits the one made anew under its name.</summary>
internal static class AppTag
{
    public static string Of(AppVersion version) => $"\"{version}\"";
}
