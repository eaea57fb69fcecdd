using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>What the list of tenants is asked for, by its address.</summary>
public sealed record ListQuery
{
    /// <summary>Text in id, name or description; null for any.</summary>
    public string? Text { get; init; }

    /// <summary>Only tenants in this status; null for any.</summary>
    public TenantStatus? Status { get; init; }

    /// <summary>A label as key=value; null for any.</summary>
    public string? Label { get; init; }

    /// <summary>Whether those come first that use most of a quota, instead of the order of ids.</summary>
    public bool WorstFirst { get; init; }

    /// <summary>The last tenant of the page before, in the order of ids; null for the first page.</summary>
    public TenantId? After { get; init; }

    /// <summary>Where the page before ended, with the fullest quota first; null for the first page.</summary>
    public UsagePlace? AfterPlace { get; init; }

    /// <summary>Whether the label is none, and so left out.</summary>
    public bool IsLabelWrong => Label is not null && LabelOf(Label).Count == 0;

    /// <summary>Whether anything is asked for but the order.</summary>
    public bool IsFiltered => Text is not null || Status is not null || (Label is not null && !IsLabelWrong);

    /// <summary>Whether it is another page than the first.</summary>
    public bool IsLaterPage => WorstFirst ? AfterPlace is not null : After is not null;

    /// <summary>Reads it. What makes no sense is left out.</summary>
    internal static ListQuery Read(IQueryCollection query) => new()
    {
        Text = One(query, "q") is { } text && text.Length <= TenancyLimits.DescriptionLength && !text.Any(char.IsControl) ? text : null,
        Status = Enum.TryParse(One(query, "status"), ignoreCase: true, out TenantStatus status) && Enum.IsDefined(status) ? status : null,
        Label = One(query, "label"),
        WorstFirst = One(query, "sort") == "worst",
        After = TenantId.TryParse(One(query, "after"), out TenantId after) ? after : null,
        AfterPlace = UsagePlace.Find(One(query, "after")),
    };

    /// <summary>As the store is asked.</summary>
    internal TenantQuery ToTenantQuery(int limit) => new()
    {
        Text = Text,
        Status = Status,
        Labels = LabelOf(Label),
        After = After,
        Limit = limit,
    };

    /// <summary>The query part of the address of another page of the same list.</summary>
    internal string ToAddress(string? after) => AddressText.Of(
        ("q", Text), ("status", Status?.ToString().ToLowerInvariant()), ("label", Label), ("sort", WorstFirst ? "worst" : null), ("after", after));

    private static Dictionary<string, string> LabelOf(string? text)
    {
        int at = text?.IndexOf('=', StringComparison.Ordinal) ?? -1;
        if (at <= 0)
        {
            return [];
        }

        Dictionary<string, string> label = new() { [text![..at].Trim()] = text[(at + 1)..].Trim() };
        try
        {
            return new TenantQuery { Labels = label }.Labels.Count > 0 ? label : [];
        }
        catch (ArgumentException)
        {
            return []; // no tenant has such a label
        }
    }

    private static string? One(IQueryCollection query, string name) => query[name].FirstOrDefault()?.Trim() is { Length: > 0 } value ? value : null;
}
