using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>The answer that draws a page.</summary>
internal static class View
{
    /// <summary>A page with all that it shows; nothing is loaded while it is drawn.</summary>
    public static IResult Of<TPage>(object model, int status = StatusCodes.Status200OK)
        where TPage : IComponent => Of<TPage>(new Dictionary<string, object?> { ["Model"] = model }, status);

    /// <summary>A page with several parameters.</summary>
    public static IResult Of<TPage>(Dictionary<string, object?> parameters, int status)
        where TPage : IComponent =>
        new RazorComponentResult<TPage>(parameters) { StatusCode = status, PreventStreamingRendering = true };
}
