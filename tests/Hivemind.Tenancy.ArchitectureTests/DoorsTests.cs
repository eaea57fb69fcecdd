namespace Hivemind.Tenancy.ArchitectureTests;

/// <summary>Rooms stand on floors, and doors open downward; on one floor they open one way. See <c>src/README.md</c>.</summary>
public sealed class DoorsTests
{
    public static TheoryData<string> Packages => [.. FloorPlan.All.Select(p => p.Package)];

    [Theory]
    [MemberData(nameof(Packages))]
    public void No_door_opens_upward(string package) => Named(Plan(package).Upward(PackageSource.Read(package).Doors())).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Packages))]
    public void No_door_of_a_floor_opens_back(string package) => Named(Plan(package).Back(PackageSource.Read(package).Doors())).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Packages))]
    public void Every_room_is_on_the_plan_and_every_room_of_the_plan_is_there(string package) =>
        PackageSource.Read(package).Rooms.Should().BeEquivalentTo(Plan(package).Floors.SelectMany(rooms => rooms));

    [Theory]
    [MemberData(nameof(Packages))]
    public void The_compiler_finds_what_the_sources_name(string package) => PackageSource.Read(package).Unresolved().Should().BeEmpty();

    [Fact]
    public void Every_shipped_package_has_a_plan() =>
        Directory.EnumerateDirectories(PackageSource.Root).Select(Path.GetFileName).Should().BeEquivalentTo(FloorPlan.All.Select(p => p.Package));

    [Fact]
    public void A_door_that_opens_upward_is_named_with_file_line_and_type()
    {
        FloorPlan plan = new("None", ["Upper"], ["Lower"]);
        PackageSource source = PackageSource.Of(
            ("Upper/Boss.cs", "class Boss { public int Age => new Worker().Age; }"),
            ("Lower/Worker.cs", "class Worker {\n    public int Age => 1;\n    /// <summary>Of <see cref=\"Boss\"/>.</summary>\n    Boss? of;\n}"));

        plan.Upward(source.Doors()).Should().ContainSingle().Which.ToString().Should().Be("Lower/Worker.cs(4): Lower uses Boss of Upper");
        plan.Back(source.Doors()).Should().BeEmpty();
    }

    [Fact]
    public void Doors_of_one_floor_that_close_a_circle_are_named()
    {
        FloorPlan plan = new("None", ["Roof"], ["One", "Two", "Two/Nested"]);
        PackageSource source = PackageSource.Of(
            ("Roof/R.cs", "class R : A { }"),
            ("One/A.cs", "class A { B b = new(); }"),
            ("Two/B.cs", "class B { void M() => C.Static(); }"),
            ("Two/Nested/C.cs", "static class C { public static void Static() { } public static string Name(this A a) => a.ToString()!; }"));

        plan.Upward(source.Doors()).Should().BeEmpty();
        plan.Back(source.Doors()).Select(d => (d.From, d.To)).Distinct().Should().BeEquivalentTo([("One", "Two"), ("Two", "Two/Nested"), ("Two/Nested", "One")]);
    }

    [Fact]
    public void A_member_counts_for_the_file_that_declares_it_and_extensions_and_var_count()
    {
        PackageSource source = PackageSource.Of(
            ("One/P.cs", "partial class P { }"),
            ("Two/P.Part.cs", "partial class P { public int Number => 1; }"),
            ("Two/E.cs", "static class E { public static int Twice(this int number) => 2 * number; }"),
            ("Three/U.cs", "class U { int M(object o) { var n = 1.Twice(); return n; } }"));

        source.Doors().Select(d => (d.From, d.To, d.Type)).Should().BeEquivalentTo([("Three", "Two", "E")]);
    }

    [Theory]
    [InlineData("named", "Box? box;")]
    [InlineData("nameof", "string M() => nameof(Box);")]
    [InlineData("an attribute", "[Mark] void M() { }")]
    [InlineData("a type argument", "List<Box> boxes = [];")]
    [InlineData("a constraint", "void M<T>() where T : Box { }")]
    [InlineData("var", "void M() { var made = Source.Make(); }")]
    [InlineData("a value that passes through", "void M() => Source.Take(Source.Make());")]
    [InlineData("an inferred type argument", "void M() => Source.Of(Source.Make);")]
    [InlineData("a conversion", "int M(object o) { int number = Source.Make(); return number; }")]
    [InlineData("an operator", "object M() => Source.Make() + Source.Make();")]
    [InlineData("an indexer", "object M() => Source.Make()[0];")]
    [InlineData("a pattern", "bool M(object o) => o is Box { Size: 1 };")]
    [InlineData("foreach over an extension", "void M() { foreach (int number in 5) { } }")]
    [InlineData("await of an extension", "async System.Threading.Tasks.Task M() => await 5;")]
    [InlineData("deconstruction", "void M() { var (a, b) = Source.Make(); }")]
    [InlineData("a collection initializer", "object M() => new List<string> { 5 };")]
    [InlineData("a query", "object M() => from number in 5 select number;")]
    [InlineData("default", "object? M() { return Source.Take(default); }")]
    [InlineData("a parameter of a lambda", "void M() => Source.With(box => { });")]
    [InlineData("a base constructor", "class Inner : Box { public Inner() : base(1) { } }")]
    public void Whatever_refers_to_a_type_is_a_door(string kind, string member)
    {
        PackageSource source = PackageSource.Of(
            ("One/User.cs", $"class User {{ {member} }}"),
            ("Two/Source.cs", """
                static class Source
                {
                    public static Box Make() => new(1);
                    public static object? Take(Box? box) => box;
                    public static void Of<T>(System.Func<T> make) { }
                    public static void With(System.Action<Box> act) { }
                }
                """),
            ("Three/Box.cs", """
                class Box(int size)
                {
                    public int Size => size;
                    public int this[int index] => index;
                    public void Deconstruct(out int a, out int b) => a = b = 0;
                    public static implicit operator int(Box box) => box.Size;
                    public static Box operator +(Box a, Box b) => a;
                }

                class MarkAttribute : System.Attribute;

                static class Extensions
                {
                    public static IEnumerator<int> GetEnumerator(this int number) { yield return number; }
                    public static System.Runtime.CompilerServices.TaskAwaiter GetAwaiter(this int number) => default;
                    public static void Add(this List<string> list, int number) { }
                    public static int Select(this int number, System.Func<int, int> select) => select(number);
                }
                """));

        source.Unresolved().Should().BeEmpty();
        source.Doors().Where(d => d is { From: "One", To: "Three" }).Should().NotBeEmpty(kind);
    }

    private static IEnumerable<string> Named(IEnumerable<Door> doors) => doors.Select(d => d.ToString());

    private static FloorPlan Plan(string package) => FloorPlan.All.Single(p => p.Package == package);
}
