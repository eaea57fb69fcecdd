using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.Extensions.Localization;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>A plan in one line: which version it is, and what it gives.</summary>
internal static class PlanText
{
    private const int MostOfDescription = 80;

    public static string Of(IStringLocalizer texts, TenantPlan plan)
    {
        string[] quotas =
        [
            .. TenantFields.Resources(plan.ResourceQuotas.Other.Keys)
                .Select(r => (Resource: r, Limit: TenantFields.Limit(plan.ResourceQuotas, r)))
                .Where(q => q.Limit is not null)
                .Select(q => $"{texts[Amount.NameOf(q.Resource)].Value} {Amount.Of(q.Resource, q.Limit!.Value)}"),
        ];
        string?[] parts =
        [
            quotas.Length == 0 ? texts["no limits"].Value : string.Join(", ", quotas),
            plan.IsolationLevel is { } level ? texts["isolation {0}", texts[IsolationWords.NameOf(level.Kind)].Value].Value : null,
            plan.Description is { } description ? FirstLine(description) : null,
        ];
        return texts["{0}, version {1}: {2}", plan.Name, plan.Version, string.Join("; ", parts.OfType<string>())].Value;
    }

    private static string FirstLine(string text) => Typed.Shortened(text.Split('\n')[0], MostOfDescription);
}
