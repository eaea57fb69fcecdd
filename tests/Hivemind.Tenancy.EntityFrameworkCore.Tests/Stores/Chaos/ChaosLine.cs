using System.Globalization;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>A line that a worker of a <see cref="ChaosRun"/> wrote down.</summary>
/// <param name="What"><c>begin</c>, <c>done</c>, <c>refused</c> or <c>fault</c>.</param>
/// <param name="Verb">Of which call.</param>
/// <param name="TenantId">Of which tenant.</param>
/// <param name="Uid">Which of that id.</param>
/// <param name="Id">What it was about.</param>
/// <param name="Units">How much.</param>
/// <param name="At">The store's time, in ticks; 0 where it is not known.</param>
internal sealed record ChaosLine(string What, string Verb, TenantId TenantId, TenantUid Uid, string Id, long Units, long At)
{
    public static IEnumerable<ChaosLine> Read(IEnumerable<string> lines)
    {
        foreach (string[] parts in lines.Select(line => line.Split(' ')).Where(parts => parts.Length is 5 or 6))
        {
            string[] key = parts[3].Split('/', 2);
            long at = parts.Length == 6 ? Number(parts[5]) : 0;
            yield return new ChaosLine(parts[0], parts[1], TenantId.Parse(parts[2]), TenantUid.Parse(key[0]), key[1], Number(parts[4]), at);
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
