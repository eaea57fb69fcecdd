using Hivemind.Tenancy;
using Hivemind.Tenancy.AspNetCore;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Abstractions;

namespace Microsoft.AspNetCore.Builder;

/// <summary>What an endpoint, or a group of them, asks of a request's tenant.</summary>
public static class TenantEndpointConventionBuilderExtensions
{
    /// <summary>As <see cref="RequireTenantAttribute"/>.</summary>
    public static TBuilder RequireTenant<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.With(new RequireTenantAttribute());

    /// <summary>As <see cref="RequireTenantPermissionAttribute"/>.</summary>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="resource">The permission's resource: <c>containers</c>.</param>
    /// <param name="action">The permission's action: <c>deploy</c>.</param>
    /// <param name="namespaceRouteValue">The route value that names a namespace, in which the permission is enough; null for the whole tenant.</param>
    public static TBuilder RequireTenantPermission<TBuilder>(
        this TBuilder builder, string resource, string action, string? namespaceRouteValue = null)
        where TBuilder : IEndpointConventionBuilder =>
        builder.With(new RequireTenantPermissionAttribute(resource, action) { NamespaceRouteValue = namespaceRouteValue });

    /// <summary>As <see cref="AllowNoTenantAttribute"/>.</summary>
    public static TBuilder AllowNoTenant<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.With(new AllowNoTenantAttribute());

    /// <summary>The policy asks for a permission in the request's tenant, and so for a tenant.</summary>
    /// <param name="builder">The policy. Its endpoints need <c>app.UseHivemindTenancy()</c> before <c>app.UseAuthorization()</c>.</param>
    /// <param name="resource">The permission's resource.</param>
    /// <param name="action">The permission's action.</param>
    /// <param name="namespaceRouteValue">The route value that names a namespace, in which the permission is enough; null for the whole tenant.</param>
    public static AuthorizationPolicyBuilder RequireTenantPermission(
        this AuthorizationPolicyBuilder builder, string resource, string action, string? namespaceRouteValue = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddRequirements(
            TenantRequirement.Instance, new TenantPermissionRequirement(new Permission(resource, action), namespaceRouteValue));
    }

    /// <summary>
    /// What all controllers are given in one call counts less than what one of them says, but MVC adds that first, and the last counts.
    /// </summary>
    private static TBuilder With<TBuilder>(this TBuilder builder, ITenantNeed need)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint =>
        {
            IList<object> said = endpoint.Metadata.OfType<ActionDescriptor>().FirstOrDefault()?.EndpointMetadata ?? [];
            object? first = said.FirstOrDefault(m => m is ITenantNeed);
            endpoint.Metadata.Insert(first is null ? endpoint.Metadata.Count : endpoint.Metadata.IndexOf(first), need);
        });
        return builder;
    }
}
