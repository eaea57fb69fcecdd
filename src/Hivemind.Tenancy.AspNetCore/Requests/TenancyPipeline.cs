using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Keeps a host from starting that wants a tenant for every request and never calls <c>UseHivemindTenancy</c>: nothing else would ask for one.
/// </summary>
internal sealed class TenancyPipeline(IOptions<TenancyWebOptions> options) : IStartupFilter
{
    /// <summary>Whether tenancy is part of the pipeline.</summary>
    public bool IsUsed { get; set; }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        if (options.Value.RequireTenantByDefault && !IsUsed)
        {
            throw new InvalidOperationException(
                $"{nameof(TenancyWebOptions.RequireTenantByDefault)} is set, but app.UseHivemindTenancy() was not called. Call it after UseAuthentication and before UseAuthorization.");
        }
    };
}
