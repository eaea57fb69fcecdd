namespace Hivemind.Tenancy.Billing;

/// <summary>
/// The active codes of ISO 4217 (list one, https://www.six-group.com/en/products-services/financial-information/data-standards.html) and how many digits
/// after the point money has in each. Codes without such a number (gold, test codes) are none that anybody is billed in.
/// </summary>
internal static class Currencies
{
    private static readonly Dictionary<string, int> Digits = Of(
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (2, "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK"),
        (2, "DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD"),
        (2, "LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR"),
        (2, "SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"));

    /// <summary>How many digits after the point; null for no code of a currency.</summary>
    public static int? MinorUnits(string? code) => code is not null && Digits.TryGetValue(code, out int digits) ? digits : null;

    private static Dictionary<string, int> Of(params (int Digits, string Codes)[] groups) => groups
        .SelectMany(g => g.Codes.Split(' '), (g, code) => (code, g.Digits))
        .ToDictionary(c => c.code, c => c.Digits, StringComparer.Ordinal);
}
