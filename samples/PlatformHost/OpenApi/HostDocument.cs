using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PlatformHost;

/// <summary>What the document says about the host as a whole.</summary>
internal sealed class HostDocument(OpenApiInfo info, IReadOnlyList<OpenApiTag> ownTags) : IOpenApiDocumentTransformer
{
    public const string Bearer = "bearer";

    private static readonly Dictionary<string, string> TagsOfTheApi = new(StringComparer.Ordinal)
    {
        ["Access"] = "Why somebody may do something.",
        ["Allocations"] = "What a tenant holds of its quota.",
        ["Apps"] = "What a tenant runs: apps and jobs.",
        ["Budgets"] = "How much a tenant may use up, and how much it has.",
        ["Events"] = "What was changed, by whom and when.",
        ["Groups"] = "Users who are given roles together.",
        ["Isolation"] = "How a tenant is kept apart from the others.",
        ["Namespaces"] = "The namespaces that belong to a tenant.",
        ["Plans"] = "Named, versioned defaults of tenants.",
        ["Quotas"] = "How much a tenant may hold, and how much it holds.",
        ["Role bindings"] = "Who holds which role, and where.",
        ["Roles"] = "Sets of permissions.",
        ["Statements"] = "What a tenant owes, month by month.",
        ["Tenants"] = "The tenants, from creation to deletion.",
        ["Users"] = "Users, of whom only what they were granted is kept.",
        ["Volumes"] = "Storage of a tenant that outlives apps.",
    };

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        info.Contact = new OpenApiContact { Name = "Hivemind.Tenancy contributors" };
        info.License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" };
        document.Info = info;
        document.Servers = [new OpenApiServer { Url = "/", Description = "This host" }];
        HashSet<string?> used = [.. document.Paths.Values.SelectMany(p => p.Operations ?? []).SelectMany(o => o.Value.Tags ?? new HashSet<OpenApiTagReference>()).Select(t => t.Name)];
        document.Tags = new HashSet<OpenApiTag>(ownTags
            .Concat(TagsOfTheApi.Select(t => new OpenApiTag { Name = t.Key, Description = t.Value }))
            .Where(t => used.Contains(t.Name))
            .OrderBy(t => t.Name, StringComparer.Ordinal));
        document.AddComponent(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The caller's token.",
        });
        return Task.CompletedTask;
    }
}
