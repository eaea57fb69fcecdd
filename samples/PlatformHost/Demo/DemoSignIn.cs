using System.ComponentModel;
using System.Net;
using System.Security.Claims;
using Hivemind.Tenancy;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace PlatformHost;

/// <summary>
/// FOR THE DEMO ONLY: any caller is signed in as the user they name, without a password. A real host has its users signed in by its identity
/// provider (AddJwtBearer, AddOpenIdConnect); the rest of this sample stays as it is.
/// </summary>
internal static class DemoSignIn
{
    public const string Path = "/demo/sign-in";

    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(15);

    public static void AddDemoSignIn(this IServiceCollection services)
    {
        services.AddDataProtection().UseEphemeralDataProtectionProvider(); // a token is worth nothing after this process
        services.AddAuthentication(BearerTokenDefaults.AuthenticationScheme)
            .AddBearerToken(token => token.BearerTokenExpiration = TokenLifetime);
    }

    public static void MapDemoSignIn(this IEndpointRouteBuilder app) => app.MapPost(Path, SignIn)
        .WithName("demoSignIn")
        .WithTags("Demo")
        .WithSummary("Demo only: sign in without a password")
        .WithDescription("FOR THE DEMO ONLY: it asks for no password and signs in anybody as anybody. Send access_token as a bearer token.")
        .Produces<AccessTokenResponse>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden);

    private static IResult SignIn(
        HttpContext http, [Description("The user to sign in as: root, alice, gina, bob, vera or any other")] string user)
    {
        if (http.Connection.RemoteIpAddress is not { } caller || !IPAddress.IsLoopback(caller))
        {
            return TypedResults.Problem("This sign-in is for the demo, and for this machine only.", statusCode: StatusCodes.Status403Forbidden);
        }

        try
        {
            ClaimsIdentity identity = new([new Claim(ClaimTypes.NameIdentifier, RoleSubject.User(user).Id)], BearerTokenDefaults.AuthenticationScheme);
            return TypedResults.SignIn(new ClaimsPrincipal(identity), authenticationScheme: BearerTokenDefaults.AuthenticationScheme);
        }
        catch (ArgumentException)
        {
            return TypedResults.Problem("A user is 1 to 256 characters on one line.", statusCode: StatusCodes.Status400BadRequest);
        }
    }
}
