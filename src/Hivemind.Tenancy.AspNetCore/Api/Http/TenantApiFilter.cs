using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Around every request of the API: finds out who asks, acts in that user's context, in which the managers ask for the user's own rights,
/// and answers with problem details what is refused.
/// </summary>
internal sealed class TenantApiFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        TenancyWebOptions options = http.RequestServices.GetRequiredService<IOptions<TenancyWebOptions>>().Value;
        try
        {
            string userId = FindUserId(http, options) ?? throw ApiProblemException.Unauthenticated();
            NoneMatchCondition.EnsureIsRead(http);
            using (TenantContext.User(userId).Enter())
            {
                return await next(context).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (ProblemOf(e, options) is { } problem)
        {
            http.RequestServices.GetRequiredService<ILogger<TenantApiFilter>>().Answered(e, problem);
            return new ProblemResult(problem);
        }
    }

    /// <summary>Only a request that nobody signed may act as the anonymous user, not one whose user has no usable id.</summary>
    private static string? FindUserId(HttpContext http, TenancyWebOptions options)
    {
        if (RequestUser.IsSignedIn(http.User))
        {
            return RequestUser.FindId(http.User, options);
        }

        bool mayBeAnonymous = http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        return mayBeAnonymous ? TenantApi.Of(http).Options.AnonymousUserId : null;
    }

    /// <summary>What is answered; null for what is no answer but a fault, which is the host's to handle.</summary>
    private static ProblemDetails? ProblemOf(Exception exception, TenancyWebOptions options) => exception switch
    {
        ApiProblemException e => e.Problem,
        TenancyException e => TenancyProblemDetails.From(e, options.StrangerStatusCode),
        ArgumentException e => ApiProblemException.Invalid(WithoutParameter(e)).Problem,
        BadHttpRequestException e => ApiProblemException.Invalid(e.Message, e.StatusCode).Problem,
        _ => null,
    };

    /// <summary>The domain's own words, without the name of a parameter that no caller of the API knows.</summary>
    private static string WithoutParameter(ArgumentException exception)
    {
        int tail = exception.ParamName is null ? -1 : exception.Message.IndexOf($" (Parameter '{exception.ParamName}')", StringComparison.Ordinal);
        return tail < 0 ? exception.Message : exception.Message[..tail];
    }
}
