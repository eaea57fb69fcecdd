using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>The texts as they stand in the code. Nothing is looked up and nothing remembered, whatever is asked for.</summary>
internal sealed class EnglishTexts : IStringLocalizer<DashboardTexts>
{
    public LocalizedString this[string name] => new(name, name);

    public LocalizedString this[string name, params object[] arguments] => new(name, string.Format(CultureInfo.CurrentCulture, name, arguments));

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => [];
}
