using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

internal sealed record BudgetUsageList
{
    [JsonPropertyName("budgets")]
    [Description("Each meter that has a budget or was ever counted, in ordinal order")]
    public required IReadOnlyList<BudgetUsageDocument> Budgets { get; init; }
}

[Description("How far a tenant has come with a meter in the window of now, in whole units of the meter.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record BudgetUsageDocument
{
    [JsonPropertyName("meter")]
    public required string Meter { get; init; }

    [JsonPropertyName("limit")]
    [Description("Null for a meter without a budget")]
    public required long? Limit { get; init; }

    [JsonPropertyName("used")]
    public required long Used { get; init; }

    [JsonPropertyName("held")]
    [Description("Held for what is still at work")]
    public required long Held { get; init; }

    [JsonPropertyName("left")]
    [Description("Null without a limit")]
    public required long? Left { get; init; }

    [JsonPropertyName("over")]
    [Description("By how much used is over the limit")]
    public required long Over { get; init; }

    [JsonPropertyName("window_start")]
    public required DateTimeOffset WindowStart { get; init; }

    [JsonPropertyName("window_end")]
    [Description("When the next window begins, with nothing used")]
    public required DateTimeOffset WindowEnd { get; init; }

    [JsonPropertyName("post_paid")]
    [Description("Whether it is counted only and refuses nothing")]
    public required bool PostPaid { get; init; }

    public static BudgetUsageDocument Of(BudgetUsage usage) => new()
    {
        Meter = usage.Meter,
        Limit = usage.Limit,
        Used = usage.Used,
        Held = usage.Held,
        Left = usage.Left,
        Over = usage.Over,
        WindowStart = usage.WindowStart,
        WindowEnd = usage.WindowEnd,
        PostPaid = usage.IsPostPaid,
    };
}

internal sealed record ConsumptionPage
{
    [JsonPropertyName("windows")]
    [Description("In the order in which they began, and of one moment in ordinal order of their meters")]
    public required IReadOnlyList<ConsumptionWindowDocument> Windows { get; init; }

    [JsonPropertyName("next_cursor")]
    [Description("The cursor of the next page; null when this is the last")]
    public required string? NextCursor { get; init; }
}

[Description("What a tenant used up of a meter in one window.")]
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record ConsumptionWindowDocument
{
    [JsonPropertyName("meter")]
    public required string Meter { get; init; }

    [JsonPropertyName("number")]
    [Description("Which window of the meter, from 1, growing")]
    public required long Number { get; init; }

    [JsonPropertyName("window")]
    public required CalendarUnitName Window { get; init; }

    [JsonPropertyName("time_zone")]
    public required string TimeZone { get; init; }

    [JsonPropertyName("start")]
    public required DateTimeOffset Start { get; init; }

    [JsonPropertyName("end")]
    public required DateTimeOffset End { get; init; }

    [JsonPropertyName("used")]
    public required long Used { get; init; }

    [JsonPropertyName("is_open")]
    [Description("Whether it is the one of now; one that is closed never changes")]
    public required bool IsOpen { get; init; }

    public static ConsumptionWindowDocument Of(ConsumptionWindow window) => new()
    {
        Meter = window.Meter,
        Number = window.Number,
        Window = (CalendarUnitName)window.Unit,
        TimeZone = window.TimeZoneId,
        Start = window.Start,
        End = window.End,
        Used = window.Used,
        IsOpen = window.IsOpen,
    };
}
