using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.Billing;

/// <summary>
/// What resources cost from a day on. Lists of the same name are versions of one, told apart by that day: a version holds until the next begins, also within a month.
/// What was billed by a version stays as it was only while the version does: a new price is a new version.
/// </summary>
public sealed record PriceList
{
    /// <summary>
    /// A misspelt member would be a price that is silently absent, so it is refused. By reflection: generated code forgets what an init-only member is unless set.
    /// </summary>
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
    };

    /// <summary>1 to 128 characters, none of them a control character.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>An ISO 4217 code: <c>EUR</c>. All versions of a list have the same.</summary>
    public string Currency { get; init; } = string.Empty;

    /// <summary>The day from whose beginning on it holds, by the calendar of the statement's time zone.</summary>
    public DateOnly ValidFrom { get; init; }

    /// <summary>Up to 1,000, one for each resource that is held and one for each meter that is counted. What has no price is listed as such in a statement.</summary>
    public IReadOnlyList<Price> Prices { get; init; } = [];

    /// <summary>How many digits after the point money has in <see cref="Currency"/>: 2 for EUR, 0 for JPY, 3 for KWD.</summary>
    /// <exception cref="InvalidOperationException"><see cref="Currency"/> is no currency's code.</exception>
    internal int MinorUnits => Currencies.MinorUnits(Currency) ?? throw new InvalidOperationException($"'{Currency}' is no currency of ISO 4217.");

    /// <summary>Reads lists from JSON: an array, members in camel case, days as <c>2026-07-01</c>. A member that a list does not have is refused.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="FormatException">It is no such JSON, or what it says is not allowed; the message names the member, its value and what is.</exception>
    public static IReadOnlyList<PriceList> Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            PriceList[] lists = JsonSerializer.Deserialize<PriceList[]>(json, Json) ?? [];
            string[] problems = [.. PriceListRules.Problems(lists)];
            return problems.Length == 0 ? lists : throw new FormatException(string.Join(" ", problems));
        }
        catch (JsonException e)
        {
            throw new FormatException($"No price lists in JSON: {e.Message}", e);
        }
    }

    internal Price? Find(string resource, bool isCounted) => Prices.FirstOrDefault(p => p.Resource == resource && p.IsCounted == isCounted);
}
