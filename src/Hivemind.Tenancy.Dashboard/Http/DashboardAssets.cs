using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Style, script and icon, from the assembly. Their addresses hold a hash of what they hold, so that browsers may keep them.</summary>
internal sealed class DashboardAssets
{
    /// <summary>Below the prefix; no tenant id begins with a hyphen.</summary>
    public const string Folder = "/-/assets";

    private readonly FrozenDictionary<string, Asset> _assets = new[]
    {
        Read("dashboard.css", "text/css; charset=utf-8"),
        Read("dashboard.js", "text/javascript; charset=utf-8"),
        Read("icon.svg", "image/svg+xml"),
    }.ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);

    /// <summary>The address of an asset below the prefix.</summary>
    public string PathOf(string name) => $"{Folder}/{_assets[name].Hash}/{name}";

    /// <summary>They say nothing about anybody, and are served to everybody.</summary>
    public void Map(RouteGroupBuilder group) => group.MapGet(Folder + "/{hash}/{name}", IResult (HttpContext http, string hash, string name) =>
    {
        if (!_assets.TryGetValue(name, out Asset? asset))
        {
            return TypedResults.NotFound();
        }

        DashboardHeaders.Set(http.Response);

        // Two versions may serve at the same time during an update: an unknown hash gets what is here, and is not kept.
        http.Response.Headers.CacheControl = hash == asset.Hash ? "public, max-age=31536000, immutable" : "no-store";
        return TypedResults.Bytes(asset.Content, asset.ContentType);
    }).AllowAnonymous();

    private static Asset Read(string name, string contentType)
    {
        using Stream source = typeof(DashboardAssets).Assembly.GetManifestResourceStream(name)!;
        byte[] content = new byte[source.Length];
        source.ReadExactly(content);
        return new Asset(name, contentType, content, Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8)));
    }

    private sealed record Asset(string Name, string ContentType, byte[] Content, string Hash);
}
