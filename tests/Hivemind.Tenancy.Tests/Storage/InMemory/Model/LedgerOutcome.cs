using System.Globalization;

namespace Hivemind.Tenancy.Tests;

/// <summary>What an operation came to, as text that must be equal, and the number it handed out, if it did.</summary>
/// <param name="Text">What can be compared as it is.</param>
/// <param name="Number">An admission number or a mark.</param>
internal sealed record LedgerOutcome(string Text, long? Number = null)
{
    public static LedgerOutcome Admitted(long admission, DateTimeOffset? expiresAt, IEnumerable<string> crossings) =>
        new($"admitted as {admission} until {Time(expiresAt)}{Lines(crossings)}", admission);

    public static LedgerOutcome Refused(IEnumerable<string> shortages, DateTimeOffset? next, IEnumerable<string> crossings) =>
        new($"refused until {Time(next)} at least{Lines(shortages)}{Lines(crossings)}");

    public static string Shortage(string resource, decimal requested, decimal used, decimal reserved, decimal limit) =>
        $"{resource}: requested {Written(requested)}, used {Written(used)}, reserved {Written(reserved)}, limit {Written(limit)}";

    public static string Crossing(string resource, int percent, decimal total, decimal limit, DateTimeOffset at) =>
        $"{resource} at {percent} %: {Written(total)} of {Written(limit)}, {Time(at)}";

    public static string Usage(string resource, decimal used, decimal reserved, decimal? quota, decimal? limit) =>
        $"{resource}: used {Written(used)}, reserved {Written(reserved)}, quota {Written(quota)}, limit {Written(limit)}";

    public static string Allocation(
        string id,
        Func<string, decimal> amount,
        string source,
        DateTimeOffset? expiresAt,
        DateTimeOffset createdAt,
        (long Admission, long Change, bool IsAdopted) state,
        (Func<string, decimal> Target, DateTimeOffset ExpiresAt)? growth) =>
        $"{id}: {Each(amount)} of '{source}', until {Time(expiresAt)}, made {Time(createdAt)}, {state}"
        + (growth is { } grows ? $", growing to {Each(grows.Target)} until {Time(grows.ExpiresAt)}" : "");

    public static string Allocation(Allocation a) => Allocation(
        a.Id,
        a.Amounts.Of,
        a.Source,
        a.ExpiresAt,
        a.CreatedAt,
        (a.Admission, a.Change, a.IsAdopted),
        a.Growth is { } growth ? (growth.Target.Of, growth.ExpiresAt) : null);

    public static string Ids(string what, IEnumerable<string> ids) => $"{what} {string.Join(',', ids)}";

    public static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(l => $"\n  {l}"));

    /// <summary>In milliseconds after the beginning, which is how the operations move the clock.</summary>
    public static string Time(DateTimeOffset? time) =>
        time is { } at ? (at - Some.Time).TotalMilliseconds.ToString(CultureInfo.InvariantCulture) : "never";

    private static string Each(Func<string, decimal> amount) => string.Join(", ", Units.Resources.Select(r => Written(amount(r))));

    private static string Written(decimal? number) => number?.ToString("0.###", CultureInfo.InvariantCulture) ?? "none";
}
