using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>Requests are of this culture, whatever the machine's is.</summary>
internal sealed class RequestCulture(CultureInfo culture) : IStartupFilter
{
    /// <summary>As much of a German culture as is there on a machine without any: a comma before decimals.</summary>
    public static CultureInfo WithComma
    {
        get
        {
            CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator) = (",", ".");
            return culture;
        }
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(inner => http =>
        {
            CultureInfo.CurrentCulture = culture;
            return inner(http);
        });
        next(app);
    };
}
