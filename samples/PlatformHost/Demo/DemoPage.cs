using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Antiforgery;

namespace PlatformHost;

/// <summary>FOR THE DEMO ONLY: a page on which a browser chooses whom to be. Its icon is empty, so that browsers ask for none.</summary>
internal static class DemoPage
{
    public static IResult Show(HttpContext http, IAntiforgery antiforgery)
    {
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        http.Response.Headers.CacheControl = "no-store";
        AntiforgeryTokenSet tokens = antiforgery.GetAndStoreTokens(http);
        StringBuilder page = new("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
            + "<meta name=\"color-scheme\" content=\"light dark\"><link rel=\"icon\" href=\"data:,\"><title>Platform demo</title></head><body><h1>Who are you?</h1>"
            + "<p>Demo only: no password is asked for, and this host listens on this machine only.</p><form method=\"post\">");
        page.Append($"<input type=\"hidden\" name=\"{HtmlEncoder.Default.Encode(tokens.FormFieldName)}\" value=\"{HtmlEncoder.Default.Encode(tokens.RequestToken!)}\"><ul>");
        foreach ((string user, string about) in DemoUsers.All)
        {
            page.Append($"<li><button name=\"user\" value=\"{user}\">{user}</button> {about}</li>");
        }

        page.Append("</ul></form></body></html>");
        return TypedResults.Content(page.ToString(), "text/html; charset=utf-8");
    }
}
