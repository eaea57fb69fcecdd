using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Answers with a problem.</summary>
internal sealed class ProblemResult(ProblemDetails problem) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => ProblemWriter.WriteAsync(httpContext, problem);
}
