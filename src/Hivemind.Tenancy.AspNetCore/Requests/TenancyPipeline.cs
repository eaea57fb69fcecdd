using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Keeps a host from starting that wants a tenant for every request and never calls <c>UseHivemindTenancy</c>: nothing else would ask for one.
/// And has the last word on the <c>Vary</c> of what passed tenancy, whoever sets it when the response starts: callbacks run in reverse.
/// </summary>
internal sealed class TenancyPipeline(IOptions<TenancyWebOptions> options) : IStartupFilter
{
    /// <summary>Whether tenancy is part of the pipeline.</summary>
    public bool IsUsed { get; set; }

    /// <exception cref="InvalidOperationException"><c>AddAspNetCore</c> was not called.</exception>
    public static TenancyPipeline Of(IServiceProvider services) => services.GetService<TenancyPipeline>()
        ?? throw new InvalidOperationException("Call services.AddHivemindTenancy().AddAspNetCore() first.");

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        TenantVary vary = new(options.Value.TenantHeaders);
        if (vary.IsNeeded)
        {
            app.Use(following => http =>
            {
                http.Response.OnStarting(() =>
                {
                    if (TenantRequest.Find(http) is not null)
                    {
                        vary.Ensure(http.Response.Headers);
                    }

                    return Task.CompletedTask;
                });
                return following(http);
            });
        }

        next(app);
        if (options.Value.RequireTenantByDefault && !IsUsed)
        {
            throw new InvalidOperationException(
                $"{nameof(TenancyWebOptions.RequireTenantByDefault)} is set, but app.UseHivemindTenancy() was not called. "
                + "Call it after UseAuthentication and before UseAuthorization.");
        }
    };
}
