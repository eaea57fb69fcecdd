using System.ComponentModel;
using System.Security.Claims;
using Hivemind.Tenancy;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.DataProtection;

namespace PlatformHost;

/// <summary>
/// FOR THE DEMO ONLY: whoever asks is signed in as whom they say, without a password. A real host has its users signed in by its identity
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
        .WithDescription("FOR THE DEMO ONLY: it asks for no password and signs in anybody as anybody. Send accessToken as a bearer token.")
        .Produces<AccessTokenResponse>()
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static IResult SignIn([Description("The user to sign in as: root, alice, gina, bob, vera or any other")] string user)
    {
        try
        {
            ClaimsIdentity identity = new([new Claim(ClaimTypes.NameIdentifier, RoleSubject.User(user).Id)], BearerTokenDefaults.AuthenticationScheme);
            return TypedResults.SignIn(new ClaimsPrincipal(identity), authenticationScheme: BearerTokenDefaults.AuthenticationScheme);
        }
        catch (ArgumentException e)
        {
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }
}
