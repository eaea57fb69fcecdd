using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

internal sealed record AccessGrantDocument
{
    [JsonPropertyName("kind")]
    public required AccessGrantName Kind { get; init; }

    [JsonPropertyName("scope")]
    public required string Scope { get; init; }

    [JsonPropertyName("role_id")]
    [Description("Null when it is not known, or not for the caller to know")]
    public required string? RoleId { get; init; }

    [JsonPropertyName("group_id")]
    [Description("The group through which the user has it; null when it is the user's own, or not for the caller to know")]
    public required string? GroupId { get; init; }

    public static AccessGrantDocument Of(AccessGrant grant) => new()
    {
        Kind = (AccessGrantName)grant.Kind,
        Scope = grant.Scope.ToString(),
        RoleId = grant.RoleId,
        GroupId = grant.GroupId,
    };
}
