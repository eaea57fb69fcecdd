using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Hosts with the schemes for cookies and bearer tokens beside the default one.</summary>
internal static class SignInHost
{
    public const string Cookie = CookieAuthenticationDefaults.AuthenticationScheme;
    public const string Bearer = BearerTokenDefaults.AuthenticationScheme;

    public static Task<WebTestHost> StartAsync(
        Action<WebApplication> map,
        bool withDefaultScheme = true,
        Action<AuthorizationOptions>? authorization = null,
        Action<TenancyWebOptions>? web = null) => WebTestHost.StartAsync(
        web ?? (options => options.ResolveFromHeader()),
        app =>
        {
            app.MapGet("/cookie/{user}", (string user) => Results.SignIn(Principal(user, Cookie), authenticationScheme: Cookie)).AllowNoTenant().AllowAnonymous();
            app.MapGet("/token/{user}", (string user) => Results.SignIn(Principal(user, Bearer), authenticationScheme: Bearer)).AllowNoTenant().AllowAnonymous();
            map(app);
        },
        services =>
        {
            services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
            services.AddAuthentication().AddCookie().AddBearerToken();
            services.AddAuthorization(authorization ?? (_ => { }));
            if (!withDefaultScheme)
            {
                services.Configure<AuthenticationOptions>(options => options.DefaultScheme = null);
            }
        });

    /// <summary>Signs a user in; returns what <see cref="SendSignedInAsync"/> puts into requests.</summary>
    public static async Task<string> SignInAsync(this WebTestHost host, string scheme, string user)
    {
        using HttpResponseMessage response = await host.GetAsync($"/{(scheme == Cookie ? "cookie" : "token")}/{user}");
        if (scheme == Cookie)
        {
            return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        }

        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return "Bearer " + JsonDocument.Parse(body).RootElement.GetProperty("accessToken").GetString();
    }

    /// <summary>Sends a request to a tenant with what a user was given, besides that the default scheme says that it comes from another user.</summary>
    public static Task<HttpResponseMessage> SendSignedInAsync(
        this WebTestHost host, string path, string tenant, string scheme, string? ticket, string? userOfDefault = null) => host.SendAsync(
        path,
        userOfDefault,
        request =>
        {
            request.Headers.Add("X-Tenant-Id", tenant);
            if (ticket is not null)
            {
                request.Headers.Add(scheme == Cookie ? "Cookie" : "Authorization", ticket);
            }
        });

    private static ClaimsPrincipal Principal(string user, string scheme) => new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user)], scheme));
}
