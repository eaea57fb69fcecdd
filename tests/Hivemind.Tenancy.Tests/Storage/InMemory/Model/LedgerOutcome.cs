using System.Globalization;

namespace Hivemind.Tenancy.Tests;

/// <summary>What an operation came to, as text that must be equal, and the allocations it named, which must be the same ones.</summary>
/// <param name="Text">What can be compared as it is.</param>
/// <param name="Tokens">The store's tokens, or the model's numbers, of the allocations in the text.</param>
internal sealed record LedgerOutcome(string Text, params long[] Tokens)
{
    public static LedgerOutcome Admitted(long token, DateTimeOffset? expiresAt, IEnumerable<string> crossings) =>
        new($"admitted until {Time(expiresAt)}{Lines(crossings)}", token);

    public static LedgerOutcome Refused(IEnumerable<string> shortages, IEnumerable<string> crossings) =>
        new($"refused{Lines(shortages)}{Lines(crossings)}");

    public static string Shortage(string resource, decimal requested, decimal used, decimal reserved, decimal limit, DateTimeOffset? next) =>
        $"{resource}: requested {Number(requested)}, used {Number(used)}, reserved {Number(reserved)}, limit {Number(limit)}, next {Time(next)}";

    public static string Crossing(string resource, int percent, decimal total, decimal limit, DateTimeOffset at) =>
        $"{resource} at {percent} %: {Number(total)} of {Number(limit)}, {Time(at)}";

    public static string Usage(string resource, decimal used, decimal reserved, decimal? quota, decimal? limit) =>
        $"{resource}: used {Number(used)}, reserved {Number(reserved)}, quota {Number(quota)}, limit {Number(limit)}";

    public static string Allocation(
        string id, Func<string, decimal> amount, string source, DateTimeOffset? expiresAt, DateTimeOffset createdAt, DateTimeOffset changedAt) =>
        $"{id}: {string.Join(", ", Units.Resources.Select(r => Number(amount(r))))} of '{source}', until {Time(expiresAt)}, made {Time(createdAt)}, changed {Time(changedAt)}";

    public static string Ids(string what, IEnumerable<string> ids) => $"{what} {string.Join(',', ids)}";

    public static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(l => $"\n  {l}"));

    /// <summary>In milliseconds after the beginning, which is how the operations move the clock.</summary>
    public static string Time(DateTimeOffset? time) =>
        time is { } at ? (at - Some.Time).TotalMilliseconds.ToString(CultureInfo.InvariantCulture) : "never";

    private static string Number(decimal? number) => number?.ToString("0.###", CultureInfo.InvariantCulture) ?? "none";
}
