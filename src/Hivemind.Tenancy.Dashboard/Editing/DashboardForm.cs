using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>A form: what is typed in it, what stood there when it was loaded, and what is wrong with it, field by field.</summary>
/// <param name="card">Which form of its page it is; its fields' ids begin with it.</param>
public sealed class DashboardForm(string card)
{
    /// <summary>Before the name of a field, the hidden one that keeps what stood there when the form was loaded.</summary>
    internal const string WasPrefix = "was-";

    private readonly Dictionary<string, string> _typed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _was = new(StringComparer.Ordinal);
    private readonly List<(string Field, string? Label, string Text)> _errors = [];

    /// <summary>Which form of its page it is.</summary>
    public string Card => card;

    /// <summary>What is wrong with all of it; null for nothing.</summary>
    public string? Problem { get; internal set; }

    /// <summary>What is wrong with which field, and what that is called where what is wrong does not say it.</summary>
    public IReadOnlyList<(string Field, string? Label, string Text)> Errors => _errors;

    /// <summary>Whether anything is wrong.</summary>
    public bool IsRefused => Problem is not null || _errors.Count > 0;

    /// <summary>What stands in a field; empty for nothing.</summary>
    public string Typed(string field) => _typed.GetValueOrDefault(field, string.Empty);

    /// <summary>What stood in it when the form was loaded; empty for nothing.</summary>
    public string Was(string field) => _was.GetValueOrDefault(field, string.Empty);

    /// <summary>Whether the form knows what stood in the field.</summary>
    public bool Keeps(string field) => _was.ContainsKey(field);

    /// <summary>What is wrong with a field; null for nothing.</summary>
    public string? ErrorOf(string field) => _errors.Find(e => e.Field == field).Text;

    /// <summary>The id of a field's element.</summary>
    public string IdOf(string field) => $"{card}-{field}";

    /// <summary>Whether somebody typed something else than stood there.</summary>
    internal bool IsChanged(string field) => Typed(field) != Was(field);

    /// <summary>The names of all fields that were sent.</summary>
    internal IEnumerable<string> Names => _typed.Keys;

    /// <summary>What comes after a prefix in the names of fields that were sent.</summary>
    internal IEnumerable<string> NamesAfter(string prefix) =>
        _typed.Keys.Where(n => n.Length > prefix.Length && n.StartsWith(prefix, StringComparison.Ordinal)).Select(n => n[prefix.Length..]);

    /// <summary>Says what is wrong with a field; of several things the first counts.</summary>
    internal void Refuse(string field, string text, string? label = null)
    {
        if (ErrorOf(field) is null)
        {
            _errors.Add((field, label, text));
        }
    }

    /// <summary>Puts something in a field, as it stands there now.</summary>
    internal DashboardForm Load(string field, string value)
    {
        _typed[field] = _was[field] = Normalized(value);
        return this;
    }

    /// <summary>What stands there now is something else: it shows unless somebody typed over it.</summary>
    internal void Rebase(string field, string value)
    {
        if (!IsChanged(field))
        {
            _typed[field] = Normalized(value);
        }

        _was[field] = Normalized(value);
    }

    /// <summary>Puts something in a field that has nothing to compare with.</summary>
    internal DashboardForm Put(string field, string value)
    {
        _typed[field] = value;
        return this;
    }

    /// <summary>As texts are compared: lines end in one way, and white space around them does not count.</summary>
    internal static string Normalized(string text) => text.ReplaceLineEndings("\n").Trim();

    /// <summary>Reads what was sent. The filter has read the body already, within its limits.</summary>
    /// <exception cref="DashboardException">It is no form.</exception>
    internal static DashboardForm Of(HttpContext http)
    {
        if (!http.Request.HasFormContentType)
        {
            throw new DashboardException(StatusCodes.Status415UnsupportedMediaType, ErrorText.StaleForm);
        }

        IFormCollection sent = http.Request.Form;
        DashboardForm form = new(sent["do"] is [{ } card, ..] ? card : string.Empty);
        foreach ((string name, StringValues values) in sent)
        {
            if (name.StartsWith(WasPrefix, StringComparison.Ordinal))
            {
                form._was[name[WasPrefix.Length..]] = Normalized(values[0] ?? string.Empty);
            }
            else
            {
                form._typed[name] = Normalized(values[0] ?? string.Empty);
            }
        }

        return form;
    }
}
