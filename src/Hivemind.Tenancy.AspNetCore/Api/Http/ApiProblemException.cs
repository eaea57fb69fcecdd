using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>A refusal by the API itself, which <see cref="TenantApiFilter"/> answers with.</summary>
internal sealed class ApiProblemException(ProblemDetails problem) : Exception(problem.Detail ?? problem.Title)
{
    public ProblemDetails Problem { get; } = problem;

    public static ApiProblemException Invalid(string detail, int status = StatusCodes.Status400BadRequest) =>
        new(TenancyProblemDetails.Create(status, TenancyProblemTypes.InvalidRequest, "The request is not valid.", detail));

    public static ApiProblemException NotFound(string detail) =>
        new(TenancyProblemDetails.Create(StatusCodes.Status404NotFound, TenancyProblemTypes.NotFound, "Not found.", detail));

    public static ApiProblemException Unauthenticated() =>
        new(TenancyProblemDetails.Create(StatusCodes.Status401Unauthorized, TenancyProblemTypes.Unauthenticated, "Nobody is signed in."));
}
