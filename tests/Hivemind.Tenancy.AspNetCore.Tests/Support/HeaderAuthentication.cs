using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>
/// Signs in whom a header names. Claims follow in another: <c>X-Test-Claim: tenant=acme, plan=free</c>. A third says after how many seconds the
/// sign-in ends.
/// </summary>
internal sealed class HeaderAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Test";
    public const string UserHeader = "X-Test-User";
    public const string ClaimHeader = "X-Test-Claim";
    public const string ExpiryHeader = "X-Test-Expires-In";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers[UserHeader] is not [{ Length: > 0 } user])
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        ClaimsIdentity identity = new([new Claim(ClaimTypes.NameIdentifier, user)], Scheme.Name);
        foreach (string claim in Request.Headers.GetCommaSeparatedValues(ClaimHeader))
        {
            string[] parts = claim.Split('=', 2);
            identity.AddClaim(new Claim(parts[0], parts[^1]));
        }

        AuthenticationProperties properties = new();
        if (double.TryParse(Request.Headers[ExpiryHeader], CultureInfo.InvariantCulture, out double seconds))
        {
            properties.ExpiresUtc = TimeProvider.GetUtcNow().AddSeconds(seconds);
        }

        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), properties, Scheme.Name)));
    }
}
