namespace Hivemind.Tenancy.Workloads;

/// <summary>What members of a spec have to be: every message names the member, the value and what is allowed.</summary>
internal static class AppRules
{
    public const int ImageLength = 512;
    public const int ArgumentLength = 4096;
    public const int ValueLength = 32 * 1024;
    public const int PathLength = 512;
    public const int ReasonLength = TenancyLimits.ReasonLength;
    public const int Items = 256;

    private const string LabelRule = "1 to 63 of a-z, 0-9 and '-', starting and ending with a letter or digit, is allowed";

    public static string Label(string? value, string member)
    {
        ArgumentNullException.ThrowIfNull(value, member);
        bool isLabel = value.Length is >= 1 and <= TenancyLimits.LabelLength && value[0] != '-' && value[^1] != '-'
            && value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        return isLabel ? value : throw Refused(member, value, LabelRule);
    }

    /// <summary>One line without control characters and without white space at its ends.</summary>
    public static string Line(string? value, string member, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(value, member);
        return value.Length > 0 && !char.IsWhiteSpace(value[0]) && !char.IsWhiteSpace(value[^1])
            ? Text(value, member, maxLength, isSecret: false)
            : throw Refused(member, value, $"1 to {maxLength} characters without white space at the ends are allowed");
    }

    /// <summary>Text without control characters but line breaks and tabs; what may be confidential is not repeated.</summary>
    public static string Text(string? value, string member, int maxLength, bool isSecret)
    {
        ArgumentNullException.ThrowIfNull(value, member);
        if (value.Length > maxLength)
        {
            throw Refused(member, $"of {value.Length} characters", $"at most {maxLength} characters are allowed");
        }

        bool isPlain = value.All(c => !char.IsControl(c) || (isSecret && c is '\r' or '\n' or '\t')) && IsWellFormed(value);
        return isPlain ? value : throw Refused(member, isSecret ? "with control characters" : value, "text without control characters is allowed");
    }

    public static int Range(int value, int least, int most, string member) =>
        value >= least && value <= most ? value : throw new ArgumentOutOfRangeException(member, value, $"{member} {value} is refused: {least} to {most} is allowed.");

    public static TimeSpan Range(TimeSpan value, TimeSpan least, TimeSpan most, string member) =>
        value >= least && value <= most ? value : throw new ArgumentOutOfRangeException(member, value, $"{member} {value} is refused: {least} to {most} is allowed.");

    public static T Defined<T>(T value, string member)
        where T : struct, Enum =>
        Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(member, value, $"{member} {value} is refused: {string.Join(", ", Enum.GetNames<T>())} is allowed.");

    public static EquatableList<T> List<T>(IReadOnlyList<T> value, string member, Func<T, T>? check = null)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(value, member);
        EquatableList<T> list = EquatableList<T>.Of(check is null ? value : value.Select(check));
        return list.Count <= Items ? list : throw Refused(member, $"of {list.Count} items", $"at most {Items} are allowed");
    }

    public static EquatableMap<T> Map<T>(IReadOnlyDictionary<string, T> value, string member, Action<string, T> check)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(value, member);
        EquatableMap<T> map = EquatableMap<T>.Of(value);
        foreach ((string key, T item) in map)
        {
            check(key, item);
        }

        return map.Count <= Items ? map : throw Refused(member, $"of {map.Count} entries", $"at most {Items} are allowed");
    }

    /// <summary>The name of an environment variable, as a shell can set it.</summary>
    public static void VariableName(string name, string member)
    {
        bool isName = name.Length is >= 1 and <= 256 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        if (!isName)
        {
            throw Refused(member, name, "a name is 1 to 256 of letters, digits and '_', not starting with a digit");
        }
    }

    /// <summary>The name of a Linux capability, without <c>CAP_</c>.</summary>
    public static string CapabilityName(string name, string member)
    {
        bool isName = name.Length is >= 1 and <= 64 && name.All(c => char.IsAsciiLetterUpper(c) || c == '_') && !name.StartsWith("CAP_", StringComparison.Ordinal) && name != "ALL";
        return isName ? name : throw Refused(member, name, "a name as NET_BIND_SERVICE, without CAP_, is allowed");
    }

    /// <summary>An absolute path in the container, without parts that lead elsewhere.</summary>
    public static string MountPath(string? value, string member)
    {
        Line(value, member, PathLength);
        string[] parts = value!.Split('/');
        bool isPath = parts.Length > 1 && parts[0].Length == 0 && parts.Skip(1).All(p => p.Length > 0 && p is not ("." or ".."))
            && !value.AsSpan().ContainsAny(':', '\\', ',');
        return isPath ? value : throw Refused(member, value, "an absolute path below '/' is allowed, without empty parts, '.', '..', ':', ',' and '\\'");
    }

    /// <summary>A refusal on one line, whatever the value is.</summary>
    public static ArgumentException Refused(string member, string value, string allowed) =>
        new($"{member} '{Escaped(value)}{(value.Length <= 80 ? string.Empty : "...")}' is refused: {allowed}.", member);

    private static bool IsWellFormed(string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (char.IsSurrogate(value[i]) && !(i + 1 < value.Length && char.IsSurrogatePair(value[i], value[++i])))
            {
                return false;
            }
        }

        return true;
    }

    private static string Escaped(string value) => string.Concat(value.Take(80).Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? $"\\u{(int)c:x4}" : c.ToString()));
}
