using System.Diagnostics;
using Microsoft.Extensions.Localization;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>
/// What happened, as a sentence. What people have typed stands between isolates (U+2068, U+2069), so that text which runs from right to left
/// does not turn the words around it.
/// </summary>
public sealed class EventSentence(IStringLocalizer<DashboardTexts> texts)
{
    /// <summary>The sentence of an event.</summary>
    /// <param name="tenancyEvent">The event.</param>
    /// <param name="showsTenant">Whether the sentence names its tenant, as in the log of all tenants.</param>
    public string Of(TenancyEvent tenancyEvent, bool showsTenant)
    {
        ArgumentNullException.ThrowIfNull(tenancyEvent);
        string who = tenancyEvent.Actor is { } actor ? Typed.Isolated(actor) : texts["The platform"];
        string what = Describe(tenancyEvent, who);
        string sentence = tenancyEvent.ActorReason is { } reason ? texts["{0} (why: {1})", what, Typed.Isolated(reason)] : what;
        return showsTenant && tenancyEvent.TenantId is { } tenant ? $"{tenant}: {sentence}" : sentence;
    }

    private string Describe(TenancyEvent tenancyEvent, string who) => tenancyEvent switch
    {
        TenantCreated e => texts["{0} created the tenant {1}.", who, Typed.Isolated(e.Tenant.Name)],
        TenantUpdated e => texts["{0} changed {1}.", who, string.Join("; ", new TenantDifference(texts).Of(e.Before, e.After))],
        TenantStatusChanged e => OfStatus(e, who),
        TenantDeleted { FinishedBecause: { } because } => texts["{0} finished the deletion of the tenant: {1}", who, Typed.Isolated(because)],
        TenantDeleted => texts["{0} deleted the tenant.", who],
        GraceGranted { Grace: { } grace } => texts["{0} allowed more than the quota until {1}.", who, UtcText.Of(grace.Until)],
        GraceGranted => texts["{0} ended the time in which more than the quota was allowed.", who],
        QuotaThresholdCrossed e => texts[
            e.Total > e.Limit ? "{0}: over the quota, {2} of {3}." : "{0}: {1} % of the quota is reached, {2} of {3}.", texts[Amount.NameOf(e.Resource)], e.Percent, Amount.Of(e.Resource, e.Total), Amount.Of(e.Resource, e.Limit)],
        BudgetThresholdCrossed e => texts[
            e.Total > e.Limit ? "{0}: over the budget, {2} of {3}. The window ends {4}." : "{0}: {1} % of the budget is reached, {2} of {3}. The window ends {4}.", Typed.Isolated(e.Meter), e.Percent, Amount.Number(e.Total), Amount.Number(e.Limit), UtcText.Of(e.WindowEnd)],
        ConsumptionCorrected e => texts["{0} corrected what was consumed: {1}", who, Typed.Isolated(e.Reason)],
        AllocationsReconciled e => texts[
            "What runs at {0} was compared with the books: {1} freed, {2} committed, {3} found running without a reservation, {4} grown, {5} of another size.",
            Typed.Isolated(e.Source), e.Result.Freed.Count, e.Result.Committed.Count, e.Result.Adopted.Count, e.Result.Raised.Count, e.Result.Differing.Count],
        RoleChanged e => texts["{0} defined the role {1}.", who, Typed.Isolated(e.Role.Id)],
        RoleRemoved e => texts["{0} removed the role {1}.", who, Typed.Isolated(e.Role.Id)],
        RoleBound e => new AccessSentence(texts).Binding("{0} gave {1} the role {2} {3}.", who, e.Binding),
        RoleUnbound e => new AccessSentence(texts).Binding("{0} took from {1} the role {2} {3}.", who, e.Binding),
        GroupMemberAdded e => texts["{0} added {1} to the group {2}.", who, Typed.Isolated(e.UserId), Typed.Isolated(e.Group.Id)],
        GroupMemberRemoved e => texts["{0} removed {1} from the group {2}.", who, Typed.Isolated(e.UserId), Typed.Isolated(e.Group.Id)],
        PlanPublished e => texts["{0} published version {1} of the plan {2}.", who, e.Plan.Version, Typed.Isolated(e.Plan.Name)],
        PlanRemoved e => texts["{0} removed the plan {1}.", who, Typed.Isolated(e.PlanName)],
        WorkloadReported e => texts["{0}: {1}", Typed.Isolated(e.Subject), Typed.Isolated(e.Message)],
        _ => throw new UnreachableException($"Nobody has written a sentence for {tenancyEvent.GetType().Name}."),
    };

    private string OfStatus(TenantStatusChanged e, string who)
    {
        string what = (e.From, e.To) switch
        {
            (TenantStatus.Suspended, TenantStatus.Active) => texts["{0} resumed the tenant", who],
            (_, TenantStatus.Active) => texts["The tenant became active"],
            (_, TenantStatus.Suspended) => texts["{0} suspended the tenant", who],
            (_, TenantStatus.Terminating) => texts["{0} began to delete the tenant", who],
            _ => texts["The tenant is being set up"],
        };
        return e.StatusReason is { } reason ? $"{what}: {Typed.Isolated(reason)}" : $"{what}.";
    }
}
