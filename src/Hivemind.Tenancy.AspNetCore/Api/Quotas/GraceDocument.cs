using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[Description("A higher ceiling for a time: the effective limit of a resource is the larger of quota and ceiling.")]
internal sealed record GraceDocument
{
    [JsonPropertyName("ceiling")]
    public required AmountsDocument Ceiling { get; init; }

    [JsonPropertyName("until")]
    public required DateTimeOffset Until { get; init; }

    public static GraceDocument? Of(QuotaGrace? grace) =>
        grace is null ? null : new GraceDocument { Ceiling = AmountsDocument.Of(grace.Ceiling), Until = grace.Until };
}
