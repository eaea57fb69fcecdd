using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;

namespace Hivemind.Tenancy.ArchitectureTests;

/// <summary>A package's source as the compiler reads it: which room uses which types of which other. Documentation is left aside.</summary>
internal sealed class PackageSource
{
    /// <summary>What the SDK's implicit usings are.</summary>
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
        + "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    /// <summary>And those that the SDK of the web adds.</summary>
    private const string WebUsings =
        "global using System.Net.Http.Json; global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Hosting; "
        + "global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing; global using Microsoft.Extensions.Configuration; "
        + "global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting; global using Microsoft.Extensions.Logging;";

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Preview);

    /// <summary>A name that is not found would be a door that is not seen.</summary>
    private static readonly string[] NotFound = ["CS0103", "CS0234", "CS0246", "CS0117", "CS1061"];

    private const string GeneratedName = "'Default'";

    private readonly CSharpCompilation _compilation;

    private PackageSource(string package, IEnumerable<(string File, string Text)> files)
    {
        _compilation = CSharpCompilation.Create(
            "Rooms",
            files.Select(f => CSharpSyntaxTree.ParseText(f.Text, ParseOptions, f.File)),
            References(package),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>The folder that holds all packages.</summary>
    public static string Root { get; } = typeof(PackageSource).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SourceRoot").Value!;

    /// <summary>The rooms that hold source.</summary>
    public IEnumerable<string> Rooms => Files.Select(t => RoomOf(t.FilePath)).Distinct();

    /// <summary>The package's own files.</summary>
    public IEnumerable<SyntaxTree> Files => _compilation.SyntaxTrees.Where(t => t.FilePath.Length > 0);

    /// <summary>Reads a package below <see cref="Root"/>.</summary>
    public static PackageSource Read(string package)
    {
        string folder = Path.Combine(Root, package);
        string project = File.ReadAllText(Path.Combine(folder, package + ".csproj"));
        string usings = ImplicitUsings
            + (project.Contains("Microsoft.AspNetCore.App", StringComparison.Ordinal) ? WebUsings : string.Empty)
            + (project.Contains("<Using Include=\"Hivemind.Tenancy.Storage\"", StringComparison.Ordinal) ? "global using Hivemind.Tenancy.Storage;" : string.Empty);
        return new PackageSource(package, Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(file => (File: Path.GetRelativePath(folder, file).Replace('\\', '/'), Path: file))
            .Where(f => !f.File.StartsWith("bin/", StringComparison.Ordinal) && !f.File.StartsWith("obj/", StringComparison.Ordinal))
            .Select(f => (f.File, File.ReadAllText(f.Path)))
            .Append((string.Empty, usings)));
    }

    /// <summary>Some rooms of a package, as they would be with a change.</summary>
    public static PackageSource Read(string package, IReadOnlyCollection<string> rooms, Func<string, string, string> change) => new(
        package,
        Read(package).Files
            .Where(file => rooms.Contains(RoomOf(file.FilePath)))
            .Select(file => (file.FilePath, change(file.FilePath, file.ToString())))
            .Append((string.Empty, ImplicitUsings)));

    /// <summary>Source that a test makes up.</summary>
    public static PackageSource Of(params (string File, string Text)[] files) => new("None", files.Append((string.Empty, ImplicitUsings)));

    /// <summary>Names that the compiler did not find, but for the one that a source generator gives each JSON context, which is not read here.</summary>
    public IEnumerable<string> Unresolved() => _compilation.GetDiagnostics()
        .Where(d => NotFound.Contains(d.Id))
        .Select(d => d.ToString())
        .Where(message => !message.Contains(GeneratedName, StringComparison.Ordinal));

    /// <summary>The source as an assembly.</summary>
    public Stream Emit()
    {
        MemoryStream assembly = new();
        EmitResult result = _compilation.Emit(assembly);
        result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Should().BeEmpty();
        assembly.Position = 0;
        return assembly;
    }

    /// <summary>Every use of a type of another room.</summary>
    public IReadOnlyCollection<Door> Doors() => [.. Files.SelectMany(DoorsOf)];

    private static string RoomOf(string file) => Path.GetDirectoryName(file)?.Replace('\\', '/') is { Length: > 0 } room ? room : ".";

    private static IEnumerable<MetadataReference> References(string package) => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => Path.GetFileNameWithoutExtension(path) != package)
        .Select(path => MetadataReference.CreateFromFile(path));

    private IEnumerable<Door> DoorsOf(SyntaxTree tree)
    {
        SemanticModel model = _compilation.GetSemanticModel(tree);
        string from = RoomOf(tree.FilePath);
        foreach (SyntaxNode node in tree.GetRoot().DescendantNodes())
        {
            ISymbol? symbol = node switch
            {
                SimpleNameSyntax => model.GetSymbolInfo(node).Symbol,
                BaseObjectCreationExpressionSyntax => model.GetTypeInfo(node).Type,
                _ => null,
            };
            foreach (string to in DeclaringFiles(symbol).Select(RoomOf).Where(room => room != from).Distinct())
            {
                yield return new Door(from, to, tree.FilePath, node.GetLocation().GetLineSpan().StartLinePosition.Line + 1, TypeOf(symbol)!.Name);
            }
        }
    }

    /// <summary>The files that declare what is used: of a member its own file, for a type may have parts.</summary>
    private static IEnumerable<string> DeclaringFiles(ISymbol? symbol)
    {
        ISymbol? declared = symbol is INamedTypeSymbol || symbol?.DeclaringSyntaxReferences.IsEmpty == true ? TypeOf(symbol) : symbol;
        return declared is null or INamespaceSymbol or { ContainingType: null } and not INamedTypeSymbol
            ? []
            : declared.DeclaringSyntaxReferences.Select(r => r.SyntaxTree.FilePath).Where(path => path.Length > 0);
    }

    /// <summary>The outermost type of a symbol.</summary>
    private static INamedTypeSymbol? TypeOf(ISymbol? symbol)
    {
        INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
        while (type?.ContainingType is { } outer)
        {
            type = outer;
        }

        return type?.OriginalDefinition;
    }
}
