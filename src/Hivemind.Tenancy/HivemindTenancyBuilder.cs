using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy;

/// <summary>What <c>AddHivemindTenancy</c> returns. Adapters extend it with extension methods over <see cref="Services"/>.</summary>
public sealed class HivemindTenancyBuilder
{
    internal HivemindTenancyBuilder(IServiceCollection services) => Services = services;

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }
}
