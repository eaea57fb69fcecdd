using Hivemind.Tenancy.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>What a page says about what was refused: what it is, and what can be done about it. Keys of <see cref="DashboardTexts"/>.</summary>
internal sealed record ErrorText(string Title, string Advice)
{
    /// <summary>The words of the domain about this very case, in English; null for none.</summary>
    public string? Detail { get; init; }

    public static ErrorText NoUser { get; } = new(
        "You are signed in, but this host does not know who you are.", "The account has no user id that can be used here. Ask the platform's operators.");

    public static ErrorText StaleForm { get; } = new(
        "This form was open for too long, or came from another place.", "Nothing was changed. Go back, load the page again and repeat it.");

    public static ErrorText TooMuch { get; } = new(
        "This form holds more than can be taken at once.", "Nothing was changed. Go back and send less, or use the Tenant API.");

    public static ErrorText OtherTenant { get; } = new(
        "This tenant is not the one that the form was about.",
        "The former tenant was deleted, and another was made under its id since. Nothing was changed. Load the page again to see the one that is there now.");

    public static ErrorText NotAllowed { get; } = new("You may not do that.", "An administrator of the tenant or of the platform can give you the permission.");

    public static ErrorText NoPage { get; } = new("There is no such page.", "The address may be mistyped. Begin at the list of tenants.");

    public static ErrorText NoTenant { get; } = new(
        "There is no such tenant, or you have no access to it.",
        "If somebody sent you here, ask them for access: an administrator of the tenant can bind a role to you. They will need your user id, which is shown above.");

    public static (int Status, ErrorText Text) Of(Exception exception, int strangerStatus) => exception switch
    {
        TenantNotFoundException => (strangerStatus, NoTenant),
        TenancyStoreException => (StatusCodes.Status503ServiceUnavailable, new ErrorText(
            "The platform cannot answer right now.", "Nothing is known about whether a change was made. Load the page again in a moment.")),
        TenantAccessDeniedException e => (StatusCodes.Status403Forbidden, NotAllowed with { Detail = e.Message }),
        TenancyException e => Of(TenancyProblemDetails.From(e, strangerStatus)),
        BadHttpRequestException e => (e.StatusCode, new ErrorText("The request could not be read.", "Go back and try again.")),
        _ => (StatusCodes.Status400BadRequest, new ErrorText("That cannot be done.", "Go back, correct it and try again.") { Detail = exception.Message }),
    };

    private static (int Status, ErrorText Text) Of(ProblemDetails problem) => (
        problem.Status ?? StatusCodes.Status409Conflict,
        new ErrorText("That cannot be done.", "Load the page again: it may have changed since.") { Detail = problem.Detail ?? problem.Title });
}
