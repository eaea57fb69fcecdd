using System.Net;
using System.Text.RegularExpressions;

namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>What was answered.</summary>
internal sealed partial record SentPage(HttpStatusCode Status, string? Location, string Html)
{
    /// <summary>The page as people read it, without tags.</summary>
    public string Text => WebUtility.HtmlDecode(Spaces().Replace(Tags().Replace(Html, " "), " "));

    public bool Has(string card) => Find(card) is not null;

    /// <summary>All fields of a form as a browser would send them.</summary>
    public Dictionary<string, string> Form(string card)
    {
        string form = Find(card) ?? throw new InvalidOperationException($"No form '{card}' on the page ({Status}): {Text}");
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (Match input in Inputs().Matches(form).Concat(Inputs().Matches(Html).Where(i => i.Value.Contains($" form=\"{card}-form\"", StringComparison.Ordinal))))
        {
            if (!input.Value.Contains("type=\"checkbox\"", StringComparison.Ordinal) || input.Value.Contains(" checked", StringComparison.Ordinal))
            {
                fields[Attribute(input.Value, "name")] = Attribute(input.Value, "value");
            }
        }

        foreach (Match area in Areas().Matches(form))
        {
            fields[Attribute(area.Groups[1].Value, "name")] = WebUtility.HtmlDecode(area.Groups[2].Value);
        }

        foreach (Match select in Selects().Matches(form))
        {
            string[] options = [.. Options().Matches(select.Groups[2].Value).Select(o => o.Value)];
            fields[Attribute(select.Groups[1].Value, "name")] =
                Attribute(Array.Find(options, o => o.Contains(" selected", StringComparison.Ordinal)) ?? options[0], "value");
        }

        return fields;
    }

    /// <summary>What is said to be wrong with a field; null for nothing.</summary>
    public string? ErrorAt(string id) =>
        Regex.Match(Html, $"<span class=\"error\" id=\"{Regex.Escape(WebUtility.HtmlEncode(id))}-error\"[^>]*>(.*?)</span>") is { Success: true } found
            ? WebUtility.HtmlDecode(found.Groups[1].Value)
            : null;

    private string? Find(string card) => Forms().Matches(Html).Select(m => m.Value).FirstOrDefault(f => f.Contains($"name=\"do\" value=\"{card}\"", StringComparison.Ordinal));

    private static string Attribute(string tag, string name) => WebUtility.HtmlDecode(Regex.Match(tag, $" {name}=\"([^\"]*)\"").Groups[1].Value);

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Inputs();

    [GeneratedRegex("<textarea([^>]*)>(.*?)</textarea>", RegexOptions.Singleline)]
    private static partial Regex Areas();

    [GeneratedRegex("<select([^>]*)>(.*?)</select>", RegexOptions.Singleline)]
    private static partial Regex Selects();

    [GeneratedRegex("<option[^>]*>")]
    private static partial Regex Options();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
