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

    private static IEnumerable<string> Named(IEnumerable<Door> doors) => doors.Select(d => d.ToString());

    private static FloorPlan Plan(string package) => FloorPlan.All.Single(p => p.Package == package);
}
