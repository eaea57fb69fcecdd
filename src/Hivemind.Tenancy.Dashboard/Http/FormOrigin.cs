using System.Buffers;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>An origin as a Content-Security-Policy names it: scheme, host and port, and nothing that could end the directive or match more than it.</summary>
internal static class FormOrigin
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:/");

    /// <summary>These origins, each in its usual form.</summary>
    /// <exception cref="ArgumentException">One of them is none.</exception>
    public static IReadOnlyList<string> Read(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return [.. texts.Select(Read)];
    }

    private static string Read(string text) =>
        text?.AsSpan().ContainsAnyExcept(Allowed) == false
        && text.Count(c => c == '/') == 2
        && Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
        && uri.HostNameType is UriHostNameType.Dns or UriHostNameType.IPv4
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.Host is "localhost" or "127.0.0.1"))
            ? uri.GetLeftPart(UriPartial.Authority)
            : throw new ArgumentException(
                $"'{text}' is no origin that forms may lead to. Write scheme, host and, where it is not the usual one, port, for instance https://sign-in.example.com; http for localhost and 127.0.0.1 only.", nameof(text));
}
