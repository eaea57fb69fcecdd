using System.Buffers;
using System.Globalization;
using Hivemind.Tenancy.Dashboard.Pages;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>
/// Amounts of resources as people type them: with the reader's decimal sign, bytes with their unit. What could be meant in two ways is refused: a
/// number of bytes without a unit, GB (1,000 or 1,024), a sign that groups thousands.
/// </summary>
internal static class TypedAmount
{
    /// <summary>What stands in numbers somewhere, digits aside: with the Arabic signs for decimals and for thousands.</summary>
    private static readonly SearchValues<char> InNumbers = SearchValues.Create("0123456789.,'-+ \u00a0\u202f\u066b\u066c");

    /// <summary>Reads an amount in the resource's unit: cores, bytes or a count. Digits of every script are read.</summary>
    /// <exception cref="FieldException">It is no amount.</exception>
    public static decimal Read(string resource, string text, IFormatProvider? culture = null)
    {
        culture ??= CultureInfo.CurrentCulture;
        string plain = PlainDigits(text);
        int end = plain.AsSpan().IndexOfAnyExcept(InNumbers);
        string number = (end < 0 ? plain : plain[..end]).Trim();
        string unit = end < 0 ? string.Empty : plain[end..].Trim();
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, culture, out decimal amount))
        {
            throw new FieldException("'{0}' is no number. Write it with digits and, where it needs one, a decimal sign: {1}.", Shorten(text), 1.5m.ToString(culture));
        }

        if (amount > long.MaxValue)
        {
            throw TooMuch(text);
        }

        return Amount.IsBytes(resource) ? Bytes(amount, unit, text)
            : ResourceNames.StepsPerUnit(resource) > 1 ? Cores(amount, unit)
            : Whole(amount, unit);
    }

    /// <summary>The text with digits of every script as 0 to 9.</summary>
    public static string PlainDigits(string text) => string.Concat(text.Select(c => char.IsDigit(c) ? (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)) : c));

    /// <summary>The exact amount, as <see cref="Read"/> reads it; empty for none.</summary>
    public static string Write(string resource, decimal? amount, IFormatProvider? culture = null)
    {
        culture ??= CultureInfo.CurrentCulture;
        if (amount is not { } value || value == 0 || !Amount.IsBytes(resource))
        {
            return amount?.ToString("0.###", culture) ?? string.Empty;
        }

        int unit = 0;
        while (unit < Amount.ByteUnits.Length - 1 && value % 1024 == 0)
        {
            value /= 1024;
            unit++;
        }

        return $"{value.ToString("0", culture)} {Amount.ByteUnits[unit]}";
    }

    private static decimal Bytes(decimal amount, string unit, string text)
    {
        if (unit.Length == 0)
        {
            return amount == 0 ? 0 : throw new FieldException("Say the unit, for instance {0} GiB.", text.Trim());
        }

        int power = Array.FindIndex(Amount.ByteUnits, u => Is(u) || (u.Length == 3 && Is(u[..2])));
        if (power < 0)
        {
            throw "kmgtpe".Contains(char.ToLowerInvariant(unit[0]), StringComparison.Ordinal) && (unit.Length == 1 || (unit.Length == 2 && unit[1] is 'b' or 'B'))
                ? new FieldException("{0} may mean 1,000 or 1,024. Write {1}iB, which is 1,024 of the next smaller.", unit, char.ToUpperInvariant(unit[0]))
                : new FieldException("'{0}' is no unit. Write B, KiB, MiB, GiB, TiB, PiB or EiB.", Shorten(unit));
        }

        decimal bytes = amount;
        for (int i = 0; i < power && bytes <= long.MaxValue; i++)
        {
            bytes *= 1024;
        }

        return bytes > long.MaxValue ? throw TooMuch(text)
            : bytes == decimal.Truncate(bytes) ? bytes
            : throw new FieldException("{0} is not a whole number of bytes. Use a smaller unit.", Shorten(text));

        bool Is(string name) => name.Equals(unit, StringComparison.OrdinalIgnoreCase);
    }

    private static decimal Cores(decimal amount, string unit) => unit switch
    {
        "" or "core" or "cores" => amount,
        "m" => amount / 1000,
        _ => throw new FieldException("'{0}' is no unit of CPU. Write cores as a number, for instance {1}.", Shorten(unit), 1.5m.ToString(CultureInfo.CurrentCulture)),
    };

    private static decimal Whole(decimal amount, string unit) =>
        unit.Length > 0 ? throw new FieldException("This is counted: write a number without '{0}'.", Shorten(unit))
        : amount == decimal.Truncate(amount) ? amount
        : throw new FieldException("This is counted in whole numbers.");

    private static FieldException TooMuch(string text) => new("{0} is more than can be counted. Leave the field empty for no limit.", Shorten(text));

    private static string Shorten(string text) => Typed.Shortened(text.Trim(), 40);
}
