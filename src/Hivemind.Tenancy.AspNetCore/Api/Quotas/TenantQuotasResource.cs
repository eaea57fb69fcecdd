using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

internal sealed record TenantQuotasResource
{
    [JsonPropertyName("resource_quotas")]
    public required QuotasDocument ResourceQuotas { get; init; }

    [JsonPropertyName("grace")]
    [Description("The grace in force; null when there is none")]
    public required GraceDocument? Grace { get; init; }
}
