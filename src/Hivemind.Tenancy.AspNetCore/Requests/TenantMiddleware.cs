using System.Diagnostics;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Finds out for which tenant a request is, lets the verified door decide, runs the rest of the pipeline in the tenant's context, and
/// answers with problem details what it refuses and what the rest throws.
/// </summary>
internal sealed class TenantMiddleware(
    RequestDelegate next,
    ITenantManager tenants,
    EndpointSignIn signIn,
    IOptions<TenancyWebOptions> options,
    TimeProvider time,
    ILogger<TenantMiddleware> logger)
{
    private const int NotAuthenticated = 31;

    private readonly TenancyWebOptions _options = options.Value;
    private readonly TenantResolver[] _resolvers = [.. options.Value.Resolvers];
    private readonly TenantVary _vary = new(options.Value.TenantHeaders);

    /// <summary>A bit for each <see cref="UserIdFault"/>, and for <see cref="NotAuthenticated"/>, that has been logged: every such request would say the same.</summary>
    private int _warned;

    public async Task InvokeAsync(HttpContext http)
    {
        CacheOrder.EnsureNoneBefore(http);
        TenantRequest request = TenantRequest.Begin(http);
        try
        {
            if (await RefuseAsync(http, request).ConfigureAwait(false) is { } refusal)
            {
                await ProblemWriter.WriteAsync(http, refusal).ConfigureAwait(false);
                return;
            }

            // Null stands for "go on", or for a challenge that has been made.
            if (!request.IsChallenged)
            {
                await NextAsync(http, request.Context ?? FindUserContext(http)).ConfigureAwait(false);
            }

            if (FindDenial(http, request) is { } denial && ProblemWriter.CanWrite(http))
            {
                await ProblemWriter.WriteAsync(http, denial).ConfigureAwait(false);
            }
        }
        catch (TenancyException e) when (ProblemWriter.CanWrite(http))
        {
            ProblemDetails problem = TenancyProblemDetails.From(e, _options.StrangerStatusCode);
            logger.Answered(e, problem);
            http.Response.Clear();
            if (e is BudgetExceededException refusal)
            {
                BudgetHeaders.Tell(http, refusal.Decision, time);
            }

            await ProblemWriter.WriteAsync(http, problem).ConfigureAwait(false);
        }
    }

    /// <summary>What authorization denied by a status without a body; otherwise the scheme that challenged or forbade has answered.</summary>
    private static ProblemDetails? FindDenial(HttpContext http, TenantRequest request) => http.Response switch
    {
        { StatusCode: StatusCodes.Status403Forbidden } when request.Missing is { } missing =>
            TenancyProblemDetails.PermissionDenied(missing.Permission, missing.Scope),
        { StatusCode: StatusCodes.Status401Unauthorized, ContentType: null } when request.IsChallenged || AsksForUser(http) => Unauthenticated(),
        _ => null,
    };

    private static bool AsksForUser(HttpContext http) =>
        !RequestUser.IsSignedIn(http.User)
        && http.GetEndpoint() is { } endpoint
        && (endpoint.Metadata.GetMetadata<ITenantNeed>() is { IsRequired: true } || endpoint.Metadata.GetMetadata<IUserNeed>() is not null);

    private static ProblemDetails Unauthenticated() =>
        TenancyProblemDetails.Create(StatusCodes.Status401Unauthorized, TenancyProblemTypes.Unauthenticated, "Nobody is signed in.");

    /// <summary>Opens the door, if there is one to open; returns why the request goes no further.</summary>
    /// <exception cref="TenancyException">The door is closed, or the store failed.</exception>
    private async ValueTask<ProblemDetails?> RefuseAsync(HttpContext http, TenantRequest request)
    {
        Endpoint? endpoint = http.GetEndpoint();
        ITenantNeed? need = endpoint?.Metadata.GetMetadata<ITenantNeed>();
        if (need is { IsRequired: false })
        {
            return null;
        }

        IReadOnlyList<string> schemes = await signIn.SignInAsync(http, endpoint).ConfigureAwait(false);
        (string? named, bool ambiguous) = await ResolveAsync(http).ConfigureAwait(false);
        if (ambiguous)
        {
            return Refused(TenancyProblemDetails.Create(400, TenancyProblemTypes.TenantAmbiguous, "The request names several tenants."));
        }

        bool isRequired = need?.IsRequired ?? _options.RequireTenantByDefault;
        if (FindUserId(http) is not { } userId)
        {
            WarnOfOrder(http, isAsked: isRequired || named is not null, schemes);
            bool isAuthorized = need is not null && endpoint!.Metadata.GetMetadata<IAllowAnonymous>() is null;
            return isRequired ? await ChallengeAsync(http, schemes, isAuthorized, request).ConfigureAwait(false) : null;
        }

        if (named is null)
        {
            return isRequired ? Stranger(_resolvers.Length == 0 ? "no resolver is configured" : "the request names no tenant") : null;
        }

        if (!TenantId.TryParse(named, out TenantId tenantId))
        {
            return Stranger("what the request names is no tenant id");
        }

        request.Context = await tenants.GetTenantContextAsync(userId, tenantId, http.RequestAborted).ConfigureAwait(false);
        return null;
    }

    /// <summary>The caller is told what a stranger is told; the log says why.</summary>
    private ProblemDetails Stranger(string why)
    {
        ProblemDetails problem = TenancyProblemDetails.Stranger(_options.StrangerStatusCode);
        logger.RefusalAnswered(problem.Status, problem.Type, why);
        return problem;
    }

    private ProblemDetails Refused(ProblemDetails problem)
    {
        logger.RefusalAnswered(problem.Status, problem.Type, problem.Title!);
        return problem;
    }

    private async ValueTask<(string? Named, bool IsAmbiguous)> ResolveAsync(HttpContext http)
    {
        string? named = null;
        foreach (TenantResolver resolver in _resolvers)
        {
            foreach (string? value in await resolver(http).ConfigureAwait(false))
            {
                if (value is null)
                {
                    continue;
                }

                if (named is not null && !string.Equals(named, value, StringComparison.Ordinal))
                {
                    return (null, true);
                }

                named = value;
            }
        }

        return (named, false);
    }

    /// <summary>
    /// Nobody is signed in, and a tenant is needed. Where the endpoint asks for the tenant itself, authorization refuses and answers.
    /// Elsewhere it may let the request pass.
    /// </summary>
    private async ValueTask<ProblemDetails?> ChallengeAsync(
        HttpContext http, IReadOnlyList<string> schemes, bool isAuthorized, TenantRequest request)
    {
        if (schemes.Count == 0 && (http.RequestServices.GetService<IAuthenticationSchemeProvider>() is not { } provider
            || await provider.GetDefaultChallengeSchemeAsync().ConfigureAwait(false) is null))
        {
            return Refused(Unauthenticated());
        }

        if (isAuthorized)
        {
            return null;
        }

        if (schemes.Count == 0)
        {
            await http.ChallengeAsync().ConfigureAwait(false);
        }

        foreach (string scheme in schemes)
        {
            await http.ChallengeAsync(scheme).ConfigureAwait(false);
        }

        request.IsChallenged = true;
        return null;
    }

    /// <summary>Without a tenant a signed-in user acts as such; nobody else acts at all.</summary>
    private TenantContext? FindUserContext(HttpContext http) => FindUserId(http) is { } userId ? TenantContext.User(userId) : null;

    private string? FindUserId(HttpContext http)
    {
        string? userId = RequestUser.FindId(http.User, _options, out UserIdFault fault);
        if (fault != UserIdFault.None && IsFirst((int)fault))
        {
            logger.UserIdUnusable(RequestUser.Describe(fault));
        }

        return userId;
    }

    /// <summary>
    /// Where the host has schemes and none has run, everybody is nobody: tenancy stands before authentication, which leaves its feature.
    /// </summary>
    private void WarnOfOrder(HttpContext http, bool isAsked, IReadOnlyList<string> schemes)
    {
        if (isAsked
            && schemes.Count == 0
            && http.Features.Get<IAuthenticationFeature>() is null
            && !RequestUser.IsSignedIn(http.User)
            && http.RequestServices.GetService<IAuthenticationSchemeProvider>() is not null
            && IsFirst(NotAuthenticated))
        {
            logger.AuthenticationNotRun();
        }
    }

    private bool IsFirst(int fault) => (Interlocked.Or(ref _warned, 1 << fault) & (1 << fault)) == 0;

    private async Task NextAsync(HttpContext http, TenantContext? context)
    {
        if (context is null && !_vary.IsNeeded)
        {
            await next(http).ConfigureAwait(false);
            return;
        }

        if (context is { TenantId: { } tenantId } && Activity.Current is not null)
        {
            http.Features.Get<IHttpActivityFeature>()?.Activity.SetTag(TenancyDiagnostics.TenantIdTag, tenantId.Value);
        }

        IHttpResponseFeature response = http.Features.GetRequiredFeature<IHttpResponseFeature>();
        http.Features.Set<IHttpResponseFeature>(new TenantResponseFeature(response, context, _vary));
        try
        {
            using (context is { TenantId: { } id, UserId: { } userId } && logger.IsEnabled(LogLevel.Critical) ? logger.BeginScope(new TenantLogScope(id, userId)) : null)
            using (context is null ? default : context.Enter())
            {
                await next(http).ConfigureAwait(false);
            }
        }
        finally
        {
            http.Features.Set(response);
        }
    }
}
