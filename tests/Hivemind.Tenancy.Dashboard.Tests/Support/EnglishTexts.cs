using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>The texts as they are without a translation.</summary>
internal sealed class EnglishTexts : IStringLocalizer<DashboardTexts>
{
    public LocalizedString this[string name] => new(name, name, resourceNotFound: true);

    public LocalizedString this[string name, params object[] arguments] =>
        new(name, string.Format(CultureInfo.CurrentCulture, name, arguments), resourceNotFound: true);

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => [];
}
