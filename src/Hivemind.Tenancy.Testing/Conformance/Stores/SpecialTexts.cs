namespace Hivemind.Tenancy.Testing;

/// <summary>Text that databases, queries and comparisons trip over, all of it allowed.</summary>
internal static class SpecialTexts
{
    /// <summary>Pairs of names of which a comparison may think that they are the same, or not.</summary>
    public static IReadOnlyList<(string One, string Other)> NamePairs { get; } =
    [
        ("acme", "ACME"),
        ("straße", "STRASSE"),
        ("straße", "STRAßE"),
        ("straße", "STRAẞE"),
        ("İstanbul", "istanbul"),
        ("İstanbul", "ISTANBUL"),
        ("ılık", "ILIK"),
        ("ılık", "ilik"),
        ("σοφος", "ΣΟΦΟΣ"),
        ("σοφος", "σοφοσ"),
        ("σοφός", "σοφος"),
        ("été", "ÉTÉ"),
        ("été", "ete"),
        ("été", "e\u0301te\u0301"),
        ("привет", "ПРИВЕТ"),
        ("µ-lab", "μ-lab"),
        ("ÿ", "Ÿ"),
        ("ǆ", "Ǆ"),
        ("ǅ", "ǆ"),
        ("K", "k"),
        ("K", "K"),
        ("ﬁ", "FI"),
        ("ａ", "Ａ"),
        ("ａ", "a"),
        ("𐐨", "𐐀"),
        ("😀", "😁"),
        ("a\u200Bb", "ab"),
        ("a b", "a\u00A0b"),
        ("a-b", "ab"),
    ];

    /// <summary>Names of different lengths that a pattern could take for each other.</summary>
    public static IReadOnlyList<string> Lookalikes { get; } = ["100%", "100_x", @"100\_x", "100\\\\_x", "100' OR '1", "100 OR name LIKE '%'"];

    /// <summary>One line each, 1 to 63 characters: for any field.</summary>
    public static IReadOnlyList<string> Lines { get; } =
    [
        "O'Brien \"the\" `first`",
        @"C:\temp\new\0",
        "100%_[a-z]^$*?",
        "'; DROP TABLE tenants; --",
        "{\"a\":[1,null]}",
        "${x} {0} @p0 :p1 $1 ?",
        "<script>alert(1)</script> & &amp;",
        "😀🏳️‍🌈👩‍👩‍👧‍👦",
        "e\u0301 a\u0308\u0323 ก็",
        "שלום مرحبا \u202Eright to left\u202C",
        "a\u200Bb\u2060c\uFEFFd",
        "\uFFFD\uFFFC\uE000 \U0010FFFD",
        "日本語 中文 한국어",
        "null",
        "NaN",
        "true",
        "0x41 \\u0041 \\n",
    ];

    /// <summary>Several lines: for description and status reason.</summary>
    public static string ManyLines => "first\r\nsecond\n\tthird 😀\rfourth";

    /// <summary>Whether two names are the same to a store.</summary>
    public static bool AreSameName(string one, string other) =>
        string.Equals(one.ToUpperInvariant(), other.ToUpperInvariant(), StringComparison.Ordinal);

    /// <summary>As many UTF-16 characters as said, nearly all of it four-byte Unicode.</summary>
    public static string Emoji(int length) => string.Concat(Enumerable.Repeat("😀", length / 2)) + new string('x', length % 2);

    /// <summary>As long an RFC 1123 label as is allowed.</summary>
    public static string Label(char fill) => new(fill, TenancyLimits.LabelLength);
}
