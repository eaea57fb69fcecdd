using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hivemind.Tenancy.ArchitectureTests;

/// <summary>What a type is called, and where it stands.</summary>
public sealed class TypesTests
{
    /// <summary>Where the dashboard keeps what Razor makes public, apart from its contract.</summary>
    private const string Pages = "Hivemind.Tenancy.Dashboard.Pages";

    private static readonly string[] Packages = [.. FloorPlan.All.Select(p => p.Package)];

    public static TheoryData<string> Names => [.. Packages];

    [Fact]
    public void No_full_name_is_used_in_two_packages() =>
        Packages.Select(Assembly.Load).SelectMany(a => a.GetTypes())
            .Where(t => !t.IsNested && !t.IsDefined(typeof(CompilerGeneratedAttribute)) && t.Namespace?.StartsWith("Hivemind", StringComparison.Ordinal) == true)
            .GroupBy(t => t.FullName)
            .Where(g => g.Count() > 1)
            .Select(g => g.Key)
            .Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Names))]
    public void Public_types_stand_in_a_file_of_their_name(string package) =>
        PackageSource.Read(package).Files
            .Where(IsWritten)
            .SelectMany(file => file.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
                .Where(type => type.Parent is BaseNamespaceDeclarationSyntax && type.Modifiers.Any(m => m.ValueText == "public"))
                .Select(type => (File: Path.GetFileNameWithoutExtension(file.FilePath), Type: type.Identifier.ValueText)))
            .Where(t => t.File != t.Type && !t.File.StartsWith(t.Type + ".", StringComparison.Ordinal))
            .Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Names))]
    public void Namespaces_are_the_package_and_in_the_core_the_seam_for_stores(string package) =>
        PackageSource.Read(package).Files
            .Where(IsWritten)
            .SelectMany(file => file.GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().Select(n => (file.FilePath, Namespace: n.Name.ToString())))
            .Where(n => n.Namespace != Expected(package, n.FilePath) && !IsExtensionsOf(n.FilePath, n.Namespace) && n.Namespace != Pages)
            .Should().BeEmpty();

    /// <summary>By hand: migrations are generated.</summary>
    private static bool IsWritten(SyntaxTree file) => !file.FilePath.StartsWith("Migrations/", StringComparison.Ordinal);

    private static string Expected(string package, string file) =>
        package == "Hivemind.Tenancy" && file.StartsWith("Storage/", StringComparison.Ordinal) ? "Hivemind.Tenancy.Storage" : package;

    /// <summary>Extension methods stand where the types they extend are looked for.</summary>
    private static bool IsExtensionsOf(string file, string name) =>
        file.EndsWith("Extensions.cs", StringComparison.Ordinal) && name.StartsWith("Microsoft.", StringComparison.Ordinal);
}
