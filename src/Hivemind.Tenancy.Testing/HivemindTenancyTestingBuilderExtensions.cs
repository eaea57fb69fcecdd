using Hivemind.Tenancy;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What a test's host takes that an application's host does not: instances.</summary>
public static class HivemindTenancyTestingBuilderExtensions
{
    /// <summary>Asks this provider what users may do. The last call wins.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="rbac">For instance <c>TestRbac.AllowAll</c> or a <c>ScriptedRbac</c>.</param>
    public static HivemindTenancyBuilder UseRbac(this HivemindTenancyBuilder builder, IRbacProvider rbac)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(rbac);
        builder.Services.Replace(ServiceDescriptor.Singleton(rbac));
        return builder;
    }
}
