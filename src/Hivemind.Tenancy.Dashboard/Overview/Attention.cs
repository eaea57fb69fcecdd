using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.Extensions.Localization;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>What needs attention, in words: the tenant's state first, then what refuses, then what soon will.</summary>
/// <param name="texts">The texts.</param>
/// <param name="hasApps">Whether the host runs apps.</param>
internal sealed class Attention(IStringLocalizer<DashboardTexts> texts, bool hasApps)
{
    public IReadOnlyList<AttentionItem> Of(Tenant tenant, TenantUsage usage, IEnumerable<BudgetUsage> budgets) =>
        [.. OfStatus(tenant).Concat(OfQuotas(usage).Concat(OfGrace(usage)).Concat(budgets.SelectMany(OfBudget)).OrderByDescending(i => i.IsSerious))];

    private IEnumerable<AttentionItem> OfStatus(Tenant tenant)
    {
        AttentionItem? item = tenant.Status switch
        {
            TenantStatus.Suspended => new(true, texts[hasApps
                ? "This tenant is suspended: its apps are stopped, and nothing new starts until it is resumed. Nothing is deleted. Members can still look, stop and remove apps, and manage members."
                : "This tenant is suspended: nothing new starts until it is resumed. Nothing is deleted. Members can still look, and manage members."])
            {
                Advice = texts["Once the reason is settled, somebody with the permission can resume it under Settings."],
            },
            TenantStatus.Pending when tenant.StatusReason is not null => new(true, texts["Setting up this tenant did not finish."])
            {
                Advice = texts["Creating it again with the same settings goes on where it stopped."],
            },
            TenantStatus.Pending => new(false, texts["This tenant is still being set up. It can be used once it is active."]),
            TenantStatus.Terminating => new(true, texts["This tenant is being deleted, and nothing in it can be changed any more."])
            {
                Advice = texts["If it stays like this, deleting it again goes on where it stopped."],
            },
            _ => null,
        };
        if (item is not null)
        {
            yield return item with { Reason = tenant.StatusReason };
        }
    }

    private IEnumerable<AttentionItem> OfQuotas(TenantUsage usage)
    {
        foreach (ResourceUsage resource in usage.Resources)
        {
            string name = texts[Amount.NameOf(resource.Resource)];
            if (resource.Over > 0)
            {
                yield return new AttentionItem(true, texts["{0}: over the limit by {1}. Nothing more of it is let in until it is below.", name, Amount.Of(resource.Resource, resource.Over)])
                {
                    Advice = texts["Stop or remove something, or ask the platform's operators for a higher quota."],
                };
            }
            else if (resource is { Limit: > 0, Available: 0 })
            {
                yield return new AttentionItem(true, texts["{0}: full, {1} of {1}. Nothing more of it is let in until some of it is given back.", name, Amount.Of(resource.Resource, resource.Limit.Value)]);
            }
            else if (resource is { Limit: > 0 and { } limit } && resource.Total >= limit * Amount.NearlyFull)
            {
                yield return new AttentionItem(false, texts["{0}: nearly full, {1} of {2}.", name, Amount.Of(resource.Resource, resource.Total), Amount.Of(resource.Resource, limit)]);
            }
        }
    }

    private IEnumerable<AttentionItem> OfGrace(TenantUsage usage)
    {
        if (usage.Grace is { } grace)
        {
            string[] after = [.. usage.Resources.Where(r => r.Total > r.Quota).Select(r => texts["{0} by {1}", texts[Amount.NameOf(r.Resource)].Value, Amount.Of(r.Resource, r.Total - r.Quota!.Value)].Value)];
            yield return new AttentionItem(false, texts["More than the quota is allowed for a while, until"])
            {
                At = grace.Until,
                Advice = after.Length == 0 ? null : texts["From then on it would be over the quota: {0}.", string.Join(", ", after)].Value,
            };
        }
    }

    private IEnumerable<AttentionItem> OfBudget(BudgetUsage budget)
    {
        if (budget is { Left: 0, IsPostPaid: false })
        {
            yield return new AttentionItem(true, texts["The budget of {0} is used up. It begins anew", budget.Meter]) { At = budget.WindowEnd };
        }
        else if (budget.Over > 0)
        {
            yield return new AttentionItem(false, texts["{0} is over its budget by {1}. It is post-paid, so nothing is refused.", budget.Meter, Amount.Number(budget.Over)]);
        }
    }
}
