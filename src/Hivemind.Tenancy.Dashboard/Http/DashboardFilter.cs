using Hivemind.Tenancy.AspNetCore;
using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>
/// Around every page: acts in the signed-in user's context, in which the managers ask for the user's own rights, lets no change through
/// without an antiforgery token, and turns what is refused into a page. Handlers load all that a page shows; components only draw, after the filter,
/// in no context.
/// </summary>
internal sealed class DashboardFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
        DashboardHeaders.Set(http.Response);
        if (http.GetUserContext() is not { } user)
        {
            return ErrorPage.Answer(http, userId: null, StatusCodes.Status403Forbidden, ErrorText.NoUser);
        }

        try
        {
            if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
            {
                await FormLimits.ReadAsync(http).ConfigureAwait(false);
                await http.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(http).ConfigureAwait(false);
            }

            using (user.Enter())
            {
                return await next(context).ConfigureAwait(false);
            }
        }
        catch (AntiforgeryValidationException)
        {
            return ErrorPage.Answer(http, user.UserId, StatusCodes.Status400BadRequest, ErrorText.StaleForm);
        }
        catch (DashboardException e)
        {
            return ErrorPage.Answer(http, user.UserId, e.Status, e.Text);
        }
        catch (Exception e) when (e is TenancyException or ArgumentException or BadHttpRequestException)
        {
            (int status, ErrorText text) = ErrorText.Of(e, http.RequestServices.GetRequiredService<IOptions<TenancyWebOptions>>().Value.StrangerStatusCode);
            return ErrorPage.Answer(http, user.UserId, status, text);
        }
    }
}
