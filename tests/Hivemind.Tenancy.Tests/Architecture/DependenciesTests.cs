using System.Reflection;
using System.Runtime.CompilerServices;

namespace Hivemind.Tenancy.Tests;

public sealed class DependenciesTests
{
    private static readonly string[] Allowed =
    [
        "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.Options",
    ];

    [Fact]
    public void Library_references_three_abstractions_and_else_what_comes_with_the_runtime()
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        AssemblyName[] references = Library.Assembly.GetReferencedAssemblies();

        references.Should().Contain(r => r.Name == "System.Runtime");
        references.Where(r => !File.Exists(Path.Combine(runtime, r.Name + ".dll"))).Select(r => r.Name).Should().BeSubsetOf(Allowed);
    }

    [Fact]
    public void Library_shows_its_internals_to_nothing_that_is_shipped() =>
        Library.Assembly.GetCustomAttributes<InternalsVisibleToAttribute>().Select(a => a.AssemblyName)
            .Where(name => !name.EndsWith("Tests", StringComparison.Ordinal) && !name.EndsWith("Benchmarks", StringComparison.Ordinal))
            .Should().BeEmpty("an adapter sees what a third party's adapter would see");

    [Fact]
    public void Context_is_carried_by_one_AsyncLocal() =>
        Library.Assembly.GetTypes()
            .Where(t => !t.ContainsGenericParameters)
            .SelectMany(t => t.GetFields(Library.Declared))
            .Where(f => f.IsStatic && f.FieldType.IsGenericType && f.FieldType.GetGenericArguments().Contains(typeof(ContextEntry)))
            .Select(Library.Name)
            .Should().Equal("TenantContext.Ambient");

    [Fact]
    public void No_static_field_can_be_set_again() =>
        Library.Assembly.GetTypes()
            .Where(t => !t.IsDefined(typeof(CompilerGeneratedAttribute)))
            .SelectMany(t => t.GetFields(Library.Declared))
            .Where(f => f is { IsStatic: true, IsInitOnly: false, IsLiteral: false } && !f.IsDefined(typeof(CompilerGeneratedAttribute)))
            .Select(Library.Name)
            .Should().BeEmpty();
}
