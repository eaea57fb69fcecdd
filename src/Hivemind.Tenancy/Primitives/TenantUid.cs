using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

/// <summary>
/// Which tenant of an id: 128 random bits, given when a tenant is created and never again, so that a tenant made later under the same
/// id is told from a former one. What Kubernetes calls <c>metadata.uid</c>. As text 32 of <c>0-9 a-f</c>.
/// <c>default(TenantUid)</c> names nobody.
/// </summary>
[JsonConverter(typeof(TenantUidJsonConverter))]
public readonly struct TenantUid : IEquatable<TenantUid>, ISpanParsable<TenantUid>
{
    private const string Form = "N";

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>Reads a uid that a store kept.</summary>
    /// <param name="value">What <see cref="Value"/> was.</param>
    public TenantUid(Guid value) => Value = value;

    /// <summary>The 128 bits, for stores: it has no version, and its text is <see cref="ToString"/>'s.</summary>
    public Guid Value { get; }

    /// <summary>Whether this is <c>default(TenantUid)</c>, which names nobody.</summary>
    public bool IsDefault => Value == Guid.Empty;

    /// <summary>Whether two uids are the same.</summary>
    public static bool operator ==(TenantUid left, TenantUid right) => left.Value == right.Value;

    /// <summary>Whether two uids differ.</summary>
    public static bool operator !=(TenantUid left, TenantUid right) => left.Value != right.Value;

    /// <summary>A new uid, from the system's source of random numbers.</summary>
    public static TenantUid NewUid()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return new TenantUid(new Guid(bytes));
    }

    /// <summary>Reads a uid.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="s"/> is null.</exception>
    /// <exception cref="FormatException"><paramref name="s"/> is not 32 of <c>0-9 a-f</c>, or all 0.</exception>
    public static TenantUid Parse(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan(), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public static TenantUid Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc/>
    public static TenantUid Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out TenantUid uid) ? uid : throw new FormatException("A tenant uid is 32 of 0-9 and a-f, not all 0.");

    /// <summary>Reads a uid; false when <paramref name="s"/> is null, not 32 of <c>0-9 a-f</c>, or all 0.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, out TenantUid result) => TryParse(s.AsSpan(), null, out result);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TenantUid result) => TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out TenantUid result)
    {
        // One text for each uid: what else a Guid reads (upper case, white space around it) is refused.
        bool isValid = !s.ContainsAnyExcept(Digits) & Guid.TryParseExact(s, Form, out Guid value) && value != Guid.Empty;
        result = isValid ? new TenantUid(value) : default;
        return isValid;
    }

    /// <inheritdoc/>
    public bool Equals(TenantUid other) => Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is TenantUid other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>32 of <c>0-9 a-f</c>; empty for <c>default(TenantUid)</c>.</summary>
    public override string ToString() => IsDefault ? string.Empty : Value.ToString(Form);
}
