using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>Cuts pieces without void elements out of a page, which are well-formed.</summary>
internal static partial class Html
{
    public static IReadOnlyList<XElement> All(string page, string tag, string? attribute = null) =>
        [.. Regex.Matches(page, $"<{tag}(?=[ >])[^>]*?{(attribute is null ? null : Regex.Escape(attribute))}[^>]*>.*?</{tag}>", RegexOptions.Singleline).Select(m => XElement.Parse(Named().Replace(m.Value, " $1=\"\""), LoadOptions.PreserveWhitespace))];

    /// <summary>What stands in an element, with single spaces.</summary>
    public static string Text(XElement element) => Regex.Replace(element.Value, @"\s+", " ").Trim();

    /// <summary>What a page says, without its tags.</summary>
    public static string Text(string page) => System.Net.WebUtility.HtmlDecode(Regex.Replace(Regex.Replace(page, "<[^>]*>", " "), @"\s+", " "));

    public static string Said(this XElement element, string name) => element.Attribute(name)?.Value ?? string.Empty;

    public static bool HasClass(this XElement element, string name) => element.Said("class").Split(' ').Contains(name);

    /// <summary>Posts a form with the token that a page of the client has.</summary>
    public static async Task<HttpResponseMessage> PostFormAsync(this HttpClient client, string page, string path, params (string Name, string Value)[] fields)
    {
        string html = await client.GetStringAsync(client.BaseAddress + page, TestContext.Current.CancellationToken);
        string token = Regex.Match(html, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        using FormUrlEncodedContent form = new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)).Append(KeyValuePair.Create("__RequestVerificationToken", token)));
        return await client.PostAsync(client.BaseAddress + path, form, TestContext.Current.CancellationToken);
    }

    /// <summary>Attributes of data without a value, which XML does not have.</summary>
    [GeneratedRegex(" (data-[a-z]+)(?=[ >])")]
    private static partial Regex Named();
}
