using Hivemind.Tenancy.AspNetCore;
using Hivemind.Tenancy.Dashboard.Pages;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Localization;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Why a change of an app was refused or failed, in words, said where it belongs in a form.</summary>
internal sealed class AppRefusal(IStringLocalizer texts, DashboardForm form)
{
    public const int ReasonLength = 600;

    /// <summary>Whether this is what an app manager refuses with, and a form can say.</summary>
    public static bool Says(Exception exception) =>
        exception is QuotaExceededException or AllocationLimitException or TenantNotActiveException or AppConflictException or AppDeploymentException or WorkloadEngineException or ArgumentException;

    /// <summary>Says it in the form.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="fieldOf">The field that asks for a resource; null for none.</param>
    /// <returns>The status of the answer.</returns>
    public int Say(Exception exception, Func<string, string?> fieldOf)
    {
        if (exception is QuotaExceededException e)
        {
            SayQuota(e.Decision, fieldOf);
        }
        else
        {
            form.Problem = TextOf(texts, exception);
        }

        return exception is TenancyException known && TenancyProblemDetails.From(known).Status is { } status ? status : StatusCodes.Status422UnprocessableEntity;
    }

    /// <summary>It in words. Of the store, which may have said anything, only that it failed.</summary>
    public static string TextOf(IStringLocalizer texts, Exception exception) => exception switch
    {
        QuotaExceededException e => string.Join(' ', e.Decision.Shortages.Select(s => TextOf(texts, s))),
        AllocationLimitException => texts["The tenant holds as many things at once as any tenant may. Remove what is not needed any more."],
        TenantNotActiveException => texts["The tenant is not active, and nothing new may start in it. Once it is resumed, this can be done."],
        AppConflictException e => texts["{0} Nothing was changed. Load the page again and look before you repeat it.", LogText.Isolated(e.Message, ReasonLength)],
        AppDeploymentException { InnerException: TenancyStoreException } e => Outcome(texts, e, texts["The platform's store failed."]),
        AppDeploymentException { Step: AppStep.Isolation } e => texts["How this tenant is kept apart does not allow it: {0}", LogText.Isolated(e.Reason, ReasonLength)],
        AppDeploymentException { Step: AppStep.Placement } e => texts["There is no place where it may run: {0}", LogText.Isolated(e.Reason, ReasonLength)],
        AppDeploymentException e => Outcome(texts, e, LogText.Isolated(e.Reason, ReasonLength)),
        WorkloadEngineException e => texts["What runs the apps did not answer, and it is not certain whether this was done: {0} Look at the app before you repeat it.", LogText.Isolated(e.Message, ReasonLength)],
        ArgumentException e => LogText.Isolated(DomainText.Of(e), ReasonLength),
        _ => texts["It failed. Whoever runs this platform finds the cause in its log."],
    };

    private static string TextOf(IStringLocalizer texts, QuotaShortage shortage) => texts[
        "{0}: {1} more asked for, {2} left of {3}.",
        texts[Amount.NameOf(shortage.Resource)],
        Amount.Of(shortage.Resource, shortage.Requested),
        Amount.Of(shortage.Resource, Math.Max(0, shortage.Limit - shortage.Used - shortage.Reserved)),
        Amount.Of(shortage.Resource, shortage.Limit)];

    private static string Outcome(IStringLocalizer texts, AppDeploymentException e, string reason) => e switch
    {
        { IsUndone: false } => texts["It failed, and could not be taken back at once; the platform settles that by itself: {0}", reason],
        { Step: AppStep.Readiness } => texts["The new version was not ready in time, so what ran before runs again: {0}", reason],
        _ => texts["It failed, and everything is as it was: {0}", reason],
    };

    private void SayQuota(QuotaDecision decision, Func<string, string?> fieldOf)
    {
        List<string> elsewhere = [texts["This does not fit into the tenant's quota. Ask for less, stop something else, or ask the platform's operators for more."]];
        foreach (IGrouping<string?, string> shortages in decision.Shortages.GroupBy(s => fieldOf(s.Resource), s => TextOf(texts, s), StringComparer.Ordinal))
        {
            if (shortages.Key is { } field)
            {
                form.Refuse(field, string.Join(' ', shortages));
            }
            else
            {
                elsewhere.AddRange(shortages);
            }
        }

        form.Problem = string.Join(' ', elsewhere);
    }
}
