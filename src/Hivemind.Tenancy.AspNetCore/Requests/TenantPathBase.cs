using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Moves prefix and tenant from the path to the path base. A start-up filter, because it must come before routing, and a host's <c>UseHivemindTenancy</c> comes after it.</summary>
internal sealed class TenantPathBase(IOptions<TenancyWebOptions> options) : IStartupFilter
{
    /// <summary>The tenant that this prefix names in the request; null for none.</summary>
    public static string? Find(HttpContext http, string prefix) => http.Items.TryGetValue(new Key(prefix), out object? tenant) ? (string?)tenant : null;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (options.Value.PathBasePrefixes.Count > 0)
        {
            app.Use(async (http, following) =>
            {
                Rebase(http);
                await following(http).ConfigureAwait(false);
            });
        }

        next(app);
    };

    private void Rebase(HttpContext http)
    {
        foreach (PathString prefix in options.Value.PathBasePrefixes)
        {
            if (http.Request.Path.StartsWithSegments(prefix, StringComparison.Ordinal, out PathString matched, out PathString rest)
                && rest.Value is { Length: > 1 } path)
            {
                int end = path.IndexOf('/', 1);
                string tenant = end < 0 ? path[1..] : path[1..end];
                http.Items[new Key(prefix.Value!)] = tenant;
                http.Request.PathBase = http.Request.PathBase.Add(matched).Add("/" + tenant);
                http.Request.Path = end < 0 ? PathString.Empty : path[end..];
                return;
            }
        }
    }

    private sealed record Key(string Prefix);
}
