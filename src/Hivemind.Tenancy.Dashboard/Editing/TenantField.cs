using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.Extensions.Localization;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>A setting of a tenant, as text in a form.</summary>
/// <param name="Name">The name of the field.</param>
/// <param name="Label">What people call it, a key of <see cref="DashboardTexts"/>, with a place for <see cref="About"/>.</param>
/// <param name="Show">The text of what a tenant says.</param>
/// <param name="Set">The tenant with what a text says; throws <see cref="FieldException"/>, or an <see cref="ArgumentException"/> or <see cref="FormatException"/> of the domain.</param>
internal sealed record TenantField(string Name, string Label, Func<Tenant, string> Show, Func<Tenant, string, Tenant> Set)
{
    /// <summary>What a text means, where that is not what it says; null where it is somebody's own words.</summary>
    public Func<string, IStringLocalizer, string>? Words { get; init; }

    /// <summary>Of several settings of a kind, which one it is, by a name that is never translated; null where there is one alone.</summary>
    public string? About { get; init; }

    /// <summary>What people call it, in the reader's language.</summary>
    public string Title(IStringLocalizer texts) => About is null ? texts[Label] : texts[Label, About];

    /// <summary>The text in the form in which a form's texts are compared.</summary>
    public string TextOf(Tenant tenant) => DashboardForm.Normalized(Show(tenant));

    /// <summary>What a reader is told that stands there.</summary>
    public string Say(string text, IStringLocalizer texts) => Words is null ? text : Words(text, texts);
}
