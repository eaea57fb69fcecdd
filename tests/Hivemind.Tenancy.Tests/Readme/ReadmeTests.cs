using System.Text.RegularExpressions;

namespace Hivemind.Tenancy.Tests.Readme;

/// <summary>The README cannot rot: its code is that of <see cref="ReadmeSnippets"/> and of the other packages' tests, and it names the real options.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = Resource("README.md");

    [Fact]
    public void Every_code_block_is_compiled()
    {
        string[] compiled =
        [
            .. Compiled().Matches(Resource("ReadmeSnippets.cs") + Resource("WebSnippets.cs") + Resource("TestingSnippets.cs")).Select(m => Normalized(m.Groups[1].Value)),
        ];
        string[] shown = [.. Shown().Matches(Readme).Select(m => Normalized(m.Groups[1].Value))];

        shown.Should().HaveCountGreaterThan(5).And.Equal(compiled, "each block of the README is the code between two marks, in the same order");
    }

    [Fact]
    public void Every_option_is_in_the_table()
    {
        string[] rows = [.. OptionRow().Matches(Readme).Select(m => m.Groups[1].Value)];

        rows.Should().BeEquivalentTo(typeof(HivemindTenancyOptions).GetProperties().Select(p => p.Name));
    }

    [GeneratedRegex(@"// README\n(.*?)\n *// END", RegexOptions.Singleline)]
    private static partial Regex Compiled();

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shown();

    [GeneratedRegex(@"^\| `(\w+)` \| (?:`|\d|none)", RegexOptions.Multiline)]
    private static partial Regex OptionRow();

    /// <summary>Without indentation and empty lines, which differ between a method and a page.</summary>
    private static string Normalized(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    private static string Resource(string name)
    {
        using StreamReader reader = new(typeof(ReadmeTests).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
