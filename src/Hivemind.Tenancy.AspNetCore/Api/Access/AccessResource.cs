using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[Description("A decision about access with every grant that decided it.")]
internal sealed record AccessResource
{
    [JsonPropertyName("user_id")]
    public required string UserId { get; init; }

    [JsonPropertyName("permission")]
    [Description("Null when access to the tenant as such was asked for")]
    public required string? Permission { get; init; }

    [JsonPropertyName("scope")]
    public required string Scope { get; init; }

    [JsonPropertyName("is_granted")]
    public required bool IsGranted { get; init; }

    [JsonPropertyName("reason")]
    [Description("The decision in words")]
    public required string Reason { get; init; }

    [JsonPropertyName("grants")]
    public required IReadOnlyList<AccessGrantDocument> Grants { get; init; }

    public static AccessResource Of(AccessExplanation explanation) => new()
    {
        UserId = explanation.UserId,
        Permission = explanation.Permission?.ToString(),
        Scope = explanation.Scope.ToString(),
        IsGranted = explanation.IsGranted,
        Reason = explanation.Reason,
        Grants = [.. explanation.Grants.Select(AccessGrantDocument.Of)],
    };
}
