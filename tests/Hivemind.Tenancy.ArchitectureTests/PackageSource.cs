using System.Collections.Concurrent;
using System.Reflection;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
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

    /// <summary>What is missing because source generators do not run here: bodies of partial methods, members of JSON contexts.</summary>
    private static readonly string[] Generated = ["CS8795", "CS0534", "CS7036"];

    private static readonly ConcurrentDictionary<string, Lazy<PackageSource>> Packages = new();

    private static readonly Lazy<MetadataReference[]> Assemblies = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))]);

    private readonly CSharpCompilation _compilation;
    private readonly Lazy<IReadOnlyCollection<Door>> _doors;

    private PackageSource(string package, IEnumerable<(string File, string Text)> files)
    {
        _compilation = CSharpCompilation.Create(
            "Rooms",
            files.Select(f => CSharpSyntaxTree.ParseText(f.Text, ParseOptions, f.File)),
            References(package),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        _doors = new Lazy<IReadOnlyCollection<Door>>(() => [.. Files.SelectMany(DoorsOf)]);
    }

    /// <summary>The folder that holds all packages.</summary>
    public static string Root { get; } = typeof(PackageSource).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SourceRoot").Value!;

    /// <summary>The rooms that hold source.</summary>
    public IEnumerable<string> Rooms => Files.Select(t => RoomOf(t.FilePath)).Distinct();

    /// <summary>The package's own files.</summary>
    public IEnumerable<SyntaxTree> Files => _compilation.SyntaxTrees.Where(t => t.FilePath.Length > 0);

    /// <summary>A package below <see cref="Root"/>, read once.</summary>
    public static PackageSource Read(string package) => Packages.GetOrAdd(package, name => new Lazy<PackageSource>(() => ReadAnew(name))).Value;

    private static PackageSource ReadAnew(string package)
    {
        string folder = Path.Combine(Root, package);
        XDocument project = XDocument.Load(Path.Combine(folder, package + ".csproj"));
        string usings = ImplicitUsings
            + (project.Descendants("FrameworkReference").Any() ? WebUsings : string.Empty)
            + string.Concat(project.Descendants("Using").Select(u => $"global using {u.Attribute("Include")!.Value};"));
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

    /// <summary>What the compiler does not understand: each could be a door that is not seen.</summary>
    public IEnumerable<string> Unresolved() => _compilation.GetDiagnostics()
        .Where(d => d.Severity == DiagnosticSeverity.Error && !Generated.Contains(d.Id) && !IsGeneratedDefault(d))
        .Select(d => d.ToString());

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
    public IReadOnlyCollection<Door> Doors() => _doors.Value;

    private static string RoomOf(string file) => Path.GetDirectoryName(file)?.Replace('\\', '/') is { Length: > 0 } room ? room : ".";

    private static IEnumerable<MetadataReference> References(string package) =>
        Assemblies.Value.Where(a => Path.GetFileNameWithoutExtension(a.Display) != package);

    /// <summary>The name that a source generator gives each JSON context.</summary>
    private static bool IsGeneratedDefault(Diagnostic diagnostic) =>
        diagnostic.Id is "CS0117" or "CS0103" && diagnostic.GetMessage().Contains("'Default'", StringComparison.Ordinal);

    private IEnumerable<Door> DoorsOf(SyntaxTree tree)
    {
        SemanticModel model = _compilation.GetSemanticModel(tree);
        string from = RoomOf(tree.FilePath);
        return tree.GetRoot().DescendantNodes()
            .SelectMany(node => Uses.Of(node, model).Distinct(SymbolEqualityComparer.Default).Select(used => (Node: node, Used: used!)))
            .SelectMany(use => DeclaringFiles(use.Used).Select(RoomOf).Where(room => room != from).Distinct().Select(to => new Door(
                from, to, tree.FilePath, use.Node.GetLocation().GetLineSpan().StartLinePosition.Line + 1, TypeOf(use.Used)!.Name)))
            .Distinct();
    }

    /// <summary>The files that declare what is used: of a member its own file, for a type may have parts.</summary>
    private static IEnumerable<string> DeclaringFiles(ISymbol symbol)
    {
        ISymbol? declared = symbol is INamedTypeSymbol || symbol.DeclaringSyntaxReferences.IsEmpty ? TypeOf(symbol) : symbol;
        return declared is null or INamespaceSymbol or { ContainingType: null } and not INamedTypeSymbol
            ? []
            : declared.DeclaringSyntaxReferences.Select(r => r.SyntaxTree.FilePath).Where(path => path.Length > 0);
    }

    /// <summary>The outermost type of a symbol.</summary>
    private static INamedTypeSymbol? TypeOf(ISymbol symbol)
    {
        INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? symbol.ContainingType;
        while (type?.ContainingType is { } outer)
        {
            type = outer;
        }

        return type?.OriginalDefinition;
    }
}
