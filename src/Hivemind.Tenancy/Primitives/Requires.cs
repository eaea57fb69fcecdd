using System.Runtime.CompilerServices;

namespace Hivemind.Tenancy;

/// <summary>Argument checks that say what is wrong and what is allowed.</summary>
internal static class Requires
{
    /// <summary>RFC 1123 label: 1 to 63 of <c>a-z 0-9 -</c>, starting and ending alphanumeric.</summary>
    public static bool IsLabel(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value.Length > TenancyLimits.LabelLength || value[0] == '-' || value[^1] == '-')
        {
            return false;
        }

        foreach (char c in value)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }

    public static string Label(string? value, string what, [CallerArgumentExpression(nameof(value))] string? paramName = null)
    {
        ArgumentNullException.ThrowIfNull(value, paramName);
        return IsLabel(value) ? value : throw new ArgumentException(
            $"{what} '{Shorten(value)}' is not an RFC 1123 label: {TenancyLimits.LabelRule}.", paramName);
    }

    /// <summary>A Kubernetes qualified name, as its API conventions have it: <c>[DNS-1123 subdomain/]name</c>.</summary>
    public static string QualifiedName(string? value, string what, [CallerArgumentExpression(nameof(value))] string? paramName = null)
    {
        ArgumentNullException.ThrowIfNull(value, paramName);
        int slash = value.IndexOf('/', StringComparison.Ordinal);
        ReadOnlySpan<char> prefix = value.AsSpan(0, Math.Max(0, slash));
        ReadOnlySpan<char> name = value.AsSpan(slash + 1);
        string? wrong = value.Length == 0 ? "it is empty"
            : name.Contains('/') ? "it has more than one '/'"
            : slash == 0 ? "nothing stands before the '/'"
            : prefix.Length > TenancyLimits.ResourcePrefixLength ? $"{prefix.Length} characters stand before the '/'"
            : slash > 0 && !IsSubdomain(prefix) ? "what stands before the '/' is no DNS-1123 subdomain"
            : name.IsEmpty ? "nothing stands after the '/'"
            : name.Length > TenancyLimits.LabelLength ? $"the name {(slash > 0 ? "after the '/' " : null)}has {name.Length} characters"
            : !IsName(name) ? "the name has a character that is not allowed there"
            : null;
        return wrong is null ? value : throw new ArgumentException($"{what} '{Shorten(value)}' is refused, {wrong}: {TenancyLimits.QualifiedNameRule}.", paramName);
    }

    /// <summary>One line of text: 1 to <paramref name="maxLength"/> characters, no control characters, no white space at the ends.</summary>
    public static string Line(string? value, string what, int maxLength, [CallerArgumentExpression(nameof(value))] string? paramName = null)
    {
        ArgumentNullException.ThrowIfNull(value, paramName);
        if (string.IsNullOrWhiteSpace(value))
        {
            throw new ArgumentException($"{what} is empty: 1 to {maxLength} characters are allowed.", paramName);
        }

        if (char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[^1]))
        {
            throw new ArgumentException($"{what} '{Shorten(value)}' starts or ends with white space.", paramName);
        }

        return Text(value, what, maxLength, multiline: false, paramName);
    }

    /// <summary>A word: 1 to <paramref name="maxLength"/> ASCII letters and digits.</summary>
    public static string Word(string? value, string what, int maxLength, [CallerArgumentExpression(nameof(value))] string? paramName = null)
    {
        ArgumentNullException.ThrowIfNull(value, paramName);
        return value.Length > 0 && value.Length <= maxLength && value.All(char.IsAsciiLetterOrDigit) ? value : throw new ArgumentException(
            $"{what} '{Shorten(value)}' is no word: 1 to {maxLength} letters and digits of ASCII are allowed.", paramName);
    }

    /// <summary>Up to <paramref name="maxLength"/> UTF-16 characters of well-formed text, without control characters (line breaks and tabs pass in multi-line text; U+2028 and U+2029 break lines too).</summary>
    public static string Text(
        string? value, string what, int maxLength, bool multiline, [CallerArgumentExpression(nameof(value))] string? paramName = null)
    {
        ArgumentNullException.ThrowIfNull(value, paramName);
        if (value.Length > maxLength)
        {
            throw new ArgumentException($"{what} has {value.Length} characters: at most {maxLength} are allowed.", paramName);
        }

        // Nearly all of it is plain ASCII, where nothing is wrong.
        int start = value.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        for (int i = start < 0 ? value.Length : start; i < value.Length; i++)
        {
            char c = value[i];
            if (char.IsControl(c) && !(multiline && c is '\r' or '\n' or '\t'))
            {
                throw new ArgumentException($"{what} holds the control character U+{(int)c:X4} at index {i}.", paramName);
            }

            if (!multiline && c is '\u2028' or '\u2029')
            {
                throw new ArgumentException($"{what} holds the line separator U+{(int)c:X4} at index {i}: one line is allowed.", paramName);
            }

            if (char.IsSurrogate(c))
            {
                if (!char.IsHighSurrogate(c) || i + 1 == value.Length || !char.IsLowSurrogate(value[i + 1]))
                {
                    throw new ArgumentException($"{what} holds an unpaired surrogate at index {i}.", paramName);
                }

                i++;
            }
        }

        return value;
    }

    public static string UserId(string? userId, [CallerArgumentExpression(nameof(userId))] string? paramName = null) =>
        Line(userId, "User id", TenancyLimits.UserIdLength, paramName);

    public static TenantId TenantId(TenantId tenantId, [CallerArgumentExpression(nameof(tenantId))] string? paramName = null) =>
        tenantId.IsDefault
            ? throw new ArgumentException("The tenant id is default(TenantId): use TenantId.Parse or TryParse.", paramName)
            : tenantId;

    public static TenantUid TenantUid(TenantUid uid, [CallerArgumentExpression(nameof(uid))] string? paramName = null) =>
        uid.IsDefault ? throw new ArgumentException("default(TenantUid) names nobody.", paramName) : uid;

    public static T Defined<T>(T value, string what, [CallerArgumentExpression(nameof(value))] string? paramName = null)
        where T : struct, Enum =>
        Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(
            paramName, value, $"{what} is not one of {string.Join(", ", Enum.GetNames<T>())}.");

    /// <summary>Parts of <c>a-z 0-9 -</c> with dots between, each starting and ending alphanumeric.</summary>
    private static bool IsSubdomain(ReadOnlySpan<char> value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            bool isEdge = i == 0 || i == value.Length - 1 || value[i - 1] == '.' || value[i + 1] == '.';
            if (!char.IsAsciiLetterLower(value[i]) && !char.IsAsciiDigit(value[i]) && (isEdge || value[i] is not ('-' or '.')))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsName(ReadOnlySpan<char> value)
    {
        foreach (char c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
            {
                return false;
            }
        }

        return char.IsAsciiLetterOrDigit(value[0]) && char.IsAsciiLetterOrDigit(value[^1]);
    }

    private static string Shorten(string value) => value.Length <= 80 ? value : string.Concat(value.AsSpan(0, 80), "...");
}
