using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

/// <summary>
/// Id of a tenant: an RFC 1123 label, 1 to 63 of <c>a-z 0-9 -</c>, starting and ending alphanumeric. It is compared
/// ordinally. <c>default(TenantId)</c> names nobody and is refused wherever a tenant id is given.
/// </summary>
[JsonConverter(typeof(TenantIdJsonConverter))]
[TypeConverter(typeof(TenantIdTypeConverter))]
public readonly struct TenantId : IEquatable<TenantId>, IComparable<TenantId>, ISpanParsable<TenantId>
{
    private readonly string? _value;

    private TenantId(string value) => _value = value;

    /// <summary>The id as text.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default(TenantId)</c>.</exception>
    public string Value => _value ?? throw new InvalidOperationException("default(TenantId) has no value.");

    /// <summary>Whether this is <c>default(TenantId)</c>, which names nobody.</summary>
    public bool IsDefault => _value is null;

    /// <summary>Whether two ids are the same.</summary>
    public static bool operator ==(TenantId left, TenantId right) => left.Equals(right);

    /// <summary>Whether two ids differ.</summary>
    public static bool operator !=(TenantId left, TenantId right) => !left.Equals(right);

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(TenantId left, TenantId right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> does not sort after <paramref name="right"/>.</summary>
    public static bool operator <=(TenantId left, TenantId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(TenantId left, TenantId right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not sort before <paramref name="right"/>.</summary>
    public static bool operator >=(TenantId left, TenantId right) => left.CompareTo(right) >= 0;

    /// <summary>Reads a tenant id.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="s"/> is null.</exception>
    /// <exception cref="FormatException"><paramref name="s"/> is not an RFC 1123 label.</exception>
    public static TenantId Parse(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return TryParse(s, out TenantId id) ? id : throw Malformed(s);
    }

    /// <summary>Reads a tenant id; false when <paramref name="s"/> is null or not an RFC 1123 label.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, out TenantId result)
    {
        bool valid = s is not null && Requires.IsLabel(s);
        result = valid ? new TenantId(s!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public static TenantId Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out TenantId id) ? id : throw Malformed(s.ToString());

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out TenantId result)
    {
        bool valid = Requires.IsLabel(s);
        result = valid ? new TenantId(s.ToString()) : default;
        return valid;
    }

    /// <inheritdoc/>
    public static TenantId Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TenantId result) => TryParse(s, out result);

    /// <inheritdoc/>
    public bool Equals(TenantId other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is TenantId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value is null ? 0 : _value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public int CompareTo(TenantId other) => string.CompareOrdinal(_value, other._value);

    /// <summary>The id as text; empty for <c>default(TenantId)</c>.</summary>
    public override string ToString() => _value ?? string.Empty;

    private static FormatException Malformed(string s) => new(
        $"'{(s.Length <= 80 ? s : s[..80] + "...")}' is not a tenant id: {TenancyLimits.LabelRule}.");
}
