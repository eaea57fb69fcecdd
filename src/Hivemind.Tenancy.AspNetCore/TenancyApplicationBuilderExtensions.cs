using Hivemind.Tenancy.AspNetCore;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Tenancy in the request pipeline.</summary>
public static class TenancyApplicationBuilderExtensions
{
    /// <summary>
    /// Finds out for which tenant a request is and runs the rest of the pipeline in that tenant's context, if the verified door lets the
    /// user in. Call it after <c>UseAuthentication</c> and before <c>UseAuthorization</c>. Answers every
    /// <see cref="Hivemind.Tenancy.TenancyException"/> of the rest of the pipeline with problem details.
    /// </summary>
    /// <exception cref="InvalidOperationException"><c>AddHivemindTenancy().AddAspNetCore()</c> is missing.</exception>
    public static IApplicationBuilder UseHivemindTenancy(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        TenancyPipeline pipeline = app.ApplicationServices.GetService<TenancyPipeline>()
            ?? throw new InvalidOperationException("Call services.AddHivemindTenancy().AddAspNetCore() first.");
        pipeline.IsUsed = true;
        return app.UseMiddleware<TenantMiddleware>();
    }
}
