using System.ComponentModel;
using System.Net;
using System.Security.Claims;
using Hivemind.Tenancy;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace PlatformHost;

/// <summary>
/// FOR THE DEMO ONLY: any caller is signed in as the user they name, without a password: programs with a bearer token, browsers with a cookie. A
/// real host has its users signed in by its identity provider (AddJwtBearer, AddOpenIdConnect); the rest of this sample stays as it is.
/// </summary>
internal static class DemoSignIn
{
    public const string Path = "/demo/sign-in";
    public const string PagePath = "/demo/browser-sign-in";
    public const string SignOutPath = "/demo/sign-out";

    private const string Either = "Demo";

    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(15);

    public static void AddDemoSignIn(this IServiceCollection services)
    {
        services.AddDataProtection().UseEphemeralDataProtectionProvider(); // tokens and cookies are worth nothing after this process
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, either => either.ForwardDefaultSelector = http => IsOfBrowser(http.Request)
                ? CookieAuthenticationDefaults.AuthenticationScheme
                : BearerTokenDefaults.AuthenticationScheme)
            .AddCookie(cookie =>
            {
                cookie.LoginPath = PagePath;
                cookie.Cookie.Name = "platform-demo";
                cookie.Cookie.SameSite = SameSiteMode.Strict;
            })
            .AddBearerToken(token => token.BearerTokenExpiration = TokenLifetime);
    }

    public static void MapDemoSignIn(this IEndpointRouteBuilder app)
    {
        app.MapPost(Path, SignIn)
            .WithName("demoSignIn")
            .WithTags("Demo")
            .WithSummary("Demo only: sign in without a password")
            .WithDescription("FOR THE DEMO ONLY: it asks for no password and signs in anybody as anybody. Send access_token as a bearer token.")
            .Produces<AccessTokenResponse>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        app.MapGet(PagePath, DemoPage.Show).ExcludeFromDescription();
        app.MapPost(PagePath, SignInBrowserAsync).ExcludeFromDescription();
        app.MapPost(SignOutPath, SignOutAsync).ExcludeFromDescription();
    }

    /// <summary>The Tenant API and the sample's own endpoints take tokens only: a cookie that a browser sends along by itself changes nothing there.</summary>
    private static bool IsOfBrowser(HttpRequest request) =>
        request.Path == "/" || request.Path.StartsWithSegments("/tenants") || request.Path.StartsWithSegments("/demo");

    private static IResult SignIn(
        HttpContext http, [Description("The user to sign in as: one of those that " + PagePath + " names, or any other")] string user)
    {
        if (!IsHere(http))
        {
            return TypedResults.Problem("This sign-in is for the demo, and for this machine only.", statusCode: StatusCodes.Status403Forbidden);
        }

        return PrincipalOf(user, BearerTokenDefaults.AuthenticationScheme) is { } principal
            ? TypedResults.SignIn(principal, authenticationScheme: BearerTokenDefaults.AuthenticationScheme)
            : TypedResults.Problem("A user is 1 to 256 characters on one line.", statusCode: StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> SignInBrowserAsync(HttpContext http, IAntiforgery antiforgery)
    {
        if (!IsHere(http) || !await antiforgery.IsRequestValidAsync(http) || PrincipalOf(http.Request.Form["user"].ToString(), CookieAuthenticationDefaults.AuthenticationScheme) is not { } principal)
        {
            return TypedResults.LocalRedirect(PagePath);
        }

        await http.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, principal);
        return TypedResults.LocalRedirect("/tenants");
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, IAntiforgery antiforgery)
    {
        if (await antiforgery.IsRequestValidAsync(http))
        {
            await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        }

        return TypedResults.LocalRedirect(PagePath);
    }

    private static bool IsHere(HttpContext http) => http.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller);

    private static ClaimsPrincipal? PrincipalOf(string user, string scheme)
    {
        try
        {
            return new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, RoleSubject.User(user).Id)], scheme));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
