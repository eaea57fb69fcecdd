using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>Says what was refused, why, and what can be done about it.</summary>
public sealed partial class ErrorPage : ComponentBase
{
    /// <summary>What surrounds the page.</summary>
    [Parameter, EditorRequired] public required PageFrame Frame { get; set; }

    /// <summary>What to do about it.</summary>
    [Parameter] public string Advice { get; set; } = string.Empty;

    /// <summary>The domain's own words.</summary>
    [Parameter] public string? Detail { get; set; }

    internal static IResult Answer(HttpContext http, string? userId, int status, ErrorText text)
    {
        IStringLocalizer<DashboardTexts> texts = http.RequestServices.GetRequiredService<IStringLocalizer<DashboardTexts>>();
        return View.Of<ErrorPage>(
            new Dictionary<string, object?>
            {
                [nameof(Frame)] = DashboardCall.Frame(http, userId, texts[text.Title]),
                [nameof(Advice)] = texts[text.Advice].Value,
                [nameof(Detail)] = text.Detail,
            },
            status);
    }
}
