using System.Reflection;
using System.Text.RegularExpressions;

namespace Hivemind.Tenancy.Tests.Readme;

/// <summary>
/// The pages cannot rot: their code is that of the ReadmeSnippets of the test projects, every package has a page, options are named
/// as they are, and what commands and links of a page name is in the repository.
/// </summary>
public sealed partial class ReadmeTests
{
    private const string FrontPage = "README.md";
    private const string CorePage = "src/Hivemind.Tenancy/README.md";

    /// <summary>Languages of a fence that hold no C#. Any other fence is code and must be compiled.</summary>
    private static readonly string[] NotCode = ["sh", "sql", "text"];

    private static readonly IReadOnlyDictionary<string, string> Pages = Resources("page:");

    private static readonly string[] Files = [.. Resources("file:").Keys];

    /// <summary>The code between two marks, by the page that the first one names, in the order of the source.</summary>
    private static readonly ILookup<string, string> Compiled = Resources("snippets:")
        .OrderBy(file => file.Key, StringComparer.Ordinal)
        .SelectMany(file => Snippet().Matches(file.Value))
        .ToLookup(match => match.Groups[1].Value, match => Normalized(match.Groups[2].Value));

    public static string PageOfCore => Pages[CorePage];

    public static TheoryData<string> PageNames => [.. Pages.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(PageNames))]
    public void Every_code_block_is_compiled(string page)
    {
        Match[] blocks = [.. Fence().Matches(Pages[page]).Where(m => !NotCode.Contains(m.Groups[1].Value))];

        blocks.Select(m => m.Groups[1].Value).Should().AllBe("csharp", $"a block in {page} is C# that is compiled, or one of: {string.Join(", ", NotCode)}");
        blocks.Select(m => Normalized(m.Groups[2].Value)).Should().Equal(
            Compiled[page], $"each block of {page} is the code between its mark and END in a test project's Readme folder, in the same order");
    }

    [Fact]
    public void Every_mark_names_a_page() => Compiled.Select(c => c.Key).Should().BeSubsetOf(Pages.Keys);

    [Fact]
    public void Every_package_has_a_page_with_code()
    {
        string[] pages = [FrontPage, .. Files.Where(IsPackage).Select(PageOf)];

        pages.Should().HaveCountGreaterThan(6).And.BeSubsetOf(Pages.Keys);
        pages.Where(page => !Compiled.Contains(page)).Should().BeEmpty("a page shows how its package is used");
    }

    [Fact]
    public void Every_option_is_in_the_table()
    {
        string page = Pages[CorePage];
        string[] rows = [.. OptionRow().Matches(page[page.IndexOf("## Options", StringComparison.Ordinal)..]).Select(m => m.Groups[1].Value)];

        rows.Should().BeEquivalentTo(typeof(HivemindTenancyOptions).GetProperties().Select(p => p.Name));
    }

    /// <summary>Indented code has no language and would escape; what stands in a list is indented less.</summary>
    [Theory]
    [MemberData(nameof(PageNames))]
    public void Code_is_fenced(string page) =>
        Fence().Replace(Pages[page], "").Split('\n').Where(l => l.StartsWith("    ", StringComparison.Ordinal)).Should().BeEmpty("code and commands stand between fences that name their language");

    [Theory]
    [MemberData(nameof(PageNames))]
    public void Commands_name_what_is_there(string page)
    {
        string commands = string.Concat(Fence().Matches(Pages[page]).Where(m => m.Groups[1].Value == "sh").Select(m => m.Groups[2].Value));
        string[] projects = [.. Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal))];

        IEnumerable<string> scripts = Script().Matches(Pages[page]).Select(m => m.Value);
        IEnumerable<string> run = Project().Matches(commands).Select(m => m.Groups[1].Value);
        IEnumerable<string> added = Package().Matches(commands).Select(m => m.Groups[1].Value);

        scripts.Except(Files).Should().BeEmpty($"{page} names scripts of the repository");
        run.Where(p => !projects.Any(file => file.StartsWith(p + "/", StringComparison.Ordinal))).Should().BeEmpty($"{page} runs projects of the repository");
        added.Where(p => !projects.Contains($"src/{p}/{p}.csproj")).Should().BeEmpty($"{page} adds packages of the repository");
    }

    /// <summary>A package's page is also shown where there is no repository beside it, so it has no relative link; elsewhere a link leads to a page or file.</summary>
    [Theory]
    [MemberData(nameof(PageNames))]
    public void Links_lead_somewhere(string page)
    {
        string[] links = [.. Link().Matches(Pages[page]).Select(m => m.Groups[1].Value).Where(l => !l.StartsWith("https://", StringComparison.Ordinal))];

        if (Files.Where(IsPackage).Select(PageOf).Contains(page))
        {
            links.Where(l => !l.StartsWith("Screenshots/", StringComparison.Ordinal)).Should().BeEmpty("a package's page stands alone, but for pictures that are packed beside it");
        }
        else if (page == FrontPage)
        {
            // The map and the files of the top level are no pages and no projects.
            links.Except(["src/README.md", "CHANGELOG.md", "LICENSE"]).Should().BeSubsetOf(Pages.Keys);
        }
    }

    [GeneratedRegex(@"// (\S*README\.md)\n(.*?)\n *// END", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"^ *(?:```|~~~)([^\n]*)\n(.*?)^ *(?:```|~~~) *$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\| `(\w+)` \| (?:`|\d|none|no limit|nobody)", RegexOptions.Multiline)]
    private static partial Regex OptionRow();

    [GeneratedRegex(@"\btests/[\w-]+\.sh\b")]
    private static partial Regex Script();

    [GeneratedRegex(@"--project (\S+)")]
    private static partial Regex Project();

    [GeneratedRegex(@"dotnet add package (\S+)")]
    private static partial Regex Package();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    private static bool IsPackage(string file) =>
        file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal);

    private static string PageOf(string project) => project[..(project.LastIndexOf('/') + 1)] + "README.md";

    /// <summary>Without indentation and empty lines, which differ between a method and a page.</summary>
    private static string Normalized(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    /// <summary>What is embedded under a kind, by its path in the repository.</summary>
    private static Dictionary<string, string> Resources(string kind)
    {
        Assembly assembly = typeof(ReadmeTests).Assembly;
        return assembly.GetManifestResourceNames().Where(n => n.StartsWith(kind, StringComparison.Ordinal)).ToDictionary(
            name => name[kind.Length..].Replace('\\', '/').Replace("../", "", StringComparison.Ordinal),
            name =>
            {
                using StreamReader reader = new(assembly.GetManifestResourceStream(name)!);
                return reader.ReadToEnd().ReplaceLineEndings("\n");
            });
    }
}
