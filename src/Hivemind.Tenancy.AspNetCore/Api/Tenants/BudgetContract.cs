using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[Description("How much of a meter may be used up in a window of the calendar.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BudgetDocument
{
    [JsonPropertyName("limit")]
    [Description("0 to 2^53, in whole units of the meter")]
    public required long Limit { get; init; }

    [JsonPropertyName("window")]
    public required CalendarUnitName Window { get; init; }

    [JsonPropertyName("time_zone")]
    [Description("Whose calendar says where windows begin, an IANA name; UTC when absent")]
    public string? TimeZone { get; init; }

    [JsonPropertyName("post_paid")]
    [Description("Whether it only counts and never refuses; false when absent")]
    public bool? PostPaid { get; init; }

    public static IReadOnlyDictionary<string, BudgetDocument> Of(IReadOnlyDictionary<string, ConsumptionBudget> budgets) => budgets.ToDictionary(
        b => b.Key,
        b => new BudgetDocument { Limit = b.Value.Limit, Window = (CalendarUnitName)b.Value.Window, TimeZone = b.Value.TimeZoneId, PostPaid = b.Value.IsPostPaid });

    /// <exception cref="ArgumentException">A value is not allowed.</exception>
    public static IReadOnlyDictionary<string, ConsumptionBudget> ToBudgets(IReadOnlyDictionary<string, BudgetDocument>? budgets) =>
        (budgets ?? new Dictionary<string, BudgetDocument>()).ToDictionary(
            b => b.Key,
            b => (b.Value ?? throw ApiProblemException.Invalid($"The budget of '{b.Key}' may not be null.")).ToBudget());

    private ConsumptionBudget ToBudget() => new(Limit, (CalendarUnit)Window) { TimeZoneId = TimeZone ?? "UTC", IsPostPaid = PostPaid ?? false };
}

[Description("Merge patch of a budget.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BudgetPatch : IMergePatch
{
    [JsonPropertyName("limit")]
    [Description("0 to 2^53. May not be null")]
    public long? Limit { get; init; }

    [JsonPropertyName("window")]
    [Description("May not be null")]
    public CalendarUnitName? Window { get; init; }

    [JsonPropertyName("time_zone")]
    public string? TimeZone { get; init; }

    [JsonPropertyName("post_paid")]
    public bool? PostPaid { get; init; }
}

/// <summary><see cref="CalendarUnit"/> as the API writes it.</summary>
[JsonConverter(typeof(SnakeCaseEnum<CalendarUnitName>))]
internal enum CalendarUnitName
{
    Minute = CalendarUnit.Minute,
    Hour = CalendarUnit.Hour,
    Day = CalendarUnit.Day,
    Week = CalendarUnit.Week,
    Month = CalendarUnit.Month,
}
