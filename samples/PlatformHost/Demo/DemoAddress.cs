using System.Net;

namespace PlatformHost;

/// <summary>Where the demo listens: because its sign-in asks for no password, on the loopback interface only.</summary>
internal static class DemoAddress
{
    private const string Default = "http://127.0.0.1:5080";

    /// <summary>The names under which a browser may know it, so that no foreign name that resolves to loopback gets in.</summary>
    public static readonly string[] Hosts = ["127.0.0.1", "localhost", "[::1]"];

    /// <summary>The address that <c>--urls</c> names, or the default one.</summary>
    /// <returns>Null when it is no address on the loopback interface.</returns>
    public static string? Find(string? urls)
    {
        string address = urls ?? Default;
        return Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttp && IsLoopback(uri) ? address.TrimEnd('/') : null;
    }

    private static bool IsLoopback(Uri uri) =>
        IPAddress.TryParse(uri.DnsSafeHost, out IPAddress? ip) ? IPAddress.IsLoopback(ip) : uri.Host == "localhost";
}
