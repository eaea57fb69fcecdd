namespace Hivemind.Tenancy.Tests;

/// <summary>Text at and beyond what is allowed.</summary>
internal static class Texts
{
    private static readonly Dictionary<string, string> ByName = new()
    {
        ["NUL"] = "a\0b",
        ["bell"] = "a\u0007b",
        ["escape"] = "a\u001Bb",
        ["delete"] = "a\u007Fb",
        ["next line (C1)"] = "a\u0085b",
        ["high surrogate at the end"] = "a\uD83D",
        ["high surrogate before a letter"] = "a\uD83Db",
        ["low surrogate alone"] = "a\uDE00b",
        ["surrogates in the wrong order"] = "a\uDE00\uD83Db",
    };

    /// <summary>Names of texts that nothing may hold: data of a theory, because a runner may not carry the texts themselves unharmed.</summary>
    public static TheoryData<string> MalformedNames => [.. ByName.Keys];

    public static string Malformed(string name) => ByName[name];

    public static string OfLength(int length) => new('x', length);

    /// <summary>As long, counted in UTF-16 characters, but of four-byte Unicode: each emoji is two of them.</summary>
    public static string EmojiOfLength(int length) => string.Concat(Enumerable.Repeat("😀", length / 2)) + new string('x', length % 2);
}
