using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// The fields <c>RateLimit-Policy</c> and <c>RateLimit</c> (draft-ietf-httpapi-ratelimit-headers) of budgets, and <c>Retry-After</c>. A meter's name is a
/// structured field's string (RFC 9651) as it is: it has no character that would have to be escaped.
/// </summary>
internal static class BudgetHeaders
{
    public const string Policy = "RateLimit-Policy";
    public const string Limit = "RateLimit";

    /// <summary>A structured field's integer has 15 digits at most, fewer than a budget may have.</summary>
    private const long LargestInteger = 999_999_999_999_999;

    /// <summary>
    /// Says how budgets stand, in place of what was said before. Written when the answer starts: what empties it before, as handlers of errors do, keeps
    /// it, and a cache behind this does not store what is true of this moment only.
    /// </summary>
    public static void Tell(HttpContext http, IReadOnlyList<BudgetUsage> usages, TimeProvider time)
    {
        TenantRequest request = TenantRequest.Find(http)!;
        bool isFirst = request.Budgets is null;
        request.Budgets = usages;
        if (isFirst)
        {
            http.Response.OnStarting(() =>
            {
                Write(http.Response.Headers, request.Budgets, time.GetUtcNow());
                return Task.CompletedTask;
            });
        }
    }

    /// <summary>Says what stands in the way, and when to come again; nothing of the latter when that would not help.</summary>
    public static void Tell(HttpContext http, BudgetDecision refusal, TimeProvider time)
    {
        Tell(http, [.. refusal.Shortages.Select(s => s.Usage)], time);
        if (refusal.RetryAt is { } retryAt)
        {
            http.Response.Headers.RetryAfter = Seconds(retryAt - time.GetUtcNow()).ToString(CultureInfo.InvariantCulture);
        }
    }

    private static void Write(IHeaderDictionary headers, IReadOnlyList<BudgetUsage> usages, DateTimeOffset now)
    {
        headers.Append(Policy, string.Join(", ", usages.Select(u => string.Create(
            CultureInfo.InvariantCulture, $"\"{u.Meter}\";q={Integer(u.Limit)};w={Seconds(u.WindowEnd - u.WindowStart)}"))));
        headers.Append(Limit, string.Join(", ", usages.Select(u => string.Create(
            CultureInfo.InvariantCulture, $"\"{u.Meter}\";r={Integer(u.Left)};t={Seconds(u.WindowEnd - now)}"))));
    }

    private static long Integer(long? amount) => Math.Min(amount.GetValueOrDefault(), LargestInteger);

    /// <summary>Rounded up, so that nobody comes too early; at least 1, for a host's clock may be ahead of the store's.</summary>
    private static long Seconds(TimeSpan length) => Math.Max(1, (long)Math.Ceiling(length.TotalSeconds));
}
