using Hivemind.Tenancy;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Tenancy as a test wants it whose own code is trusted: it needs no context, and meters what is held. Each test project that needs it compiles it in.</summary>
internal static class TrustedTenancy
{
    public static HivemindTenancyBuilder AddTrustedTenancy(this IServiceCollection services, Action<HivemindTenancyOptions>? configure = null)
    {
        services.AddHivemindTenancy(options => (options.AllowNoContext, options.Metering) = (true, true));
        return services.AddHivemindTenancy(configure);
    }
}
