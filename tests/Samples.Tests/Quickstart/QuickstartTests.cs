namespace Samples.Tests;

public sealed class QuickstartTests
{
    [Fact]
    public async Task Program_redirected_tells_the_story_as_plain_text()
    {
        RunResult result = await SampleProcess.RunAsync("Quickstart");

        result.Error.Should().BeEmpty();
        result.ExitCode.Should().Be(0);
        result.Output.Should().NotContain("\u001b").And.ContainAll(
            "Acme Corporation (acme) is Active",
            "Globex (globex) is Active",
            "alice, bound to tenant-operator, may enter acme",
            "Tenant 'acme' does not exist or user 'bob' has no access to it.",
            "globex, seen from acme: not found",
            "cpu: requested 4, used 6, reserved 0, limit 8",
            "web/shop of acme is Ready with 1 replica",
            "containers: requested 2, used 3, reserved 0, limit 4",
            "Tenant 'acme' is Suspended",
            "its app is Suspended: nothing runs",
            "acme is resumed, its app is Ready, and what it held is still there");
    }

    [Fact]
    public async Task Program_closes_with_a_table_of_usage()
    {
        RunResult result = await SampleProcess.RunAsync("Quickstart");

        string[] table = [.. result.Output.Split('\n').SkipWhile(l => !l.Contains("What the tenants hold", StringComparison.Ordinal)).Skip(1)];
        string[][] rows = [.. table.Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Select(l => l.Split('|', StringSplitOptions.TrimEntries)[1..^1])];
        rows.Should().BeEquivalentTo(
            new string[][]
            {
                ["Tenant", "Resource", "Used", "Reserved", "Limit"],
                ["acme", "cpu", "6.5 cores", "0 cores", "8 cores"],
                ["acme", "memory", "8.25 GiB", "0 GiB", "16 GiB"],
                ["acme", "containers", "3", "0", "4"],
                ["acme", "services", "1", "0", "unlimited"],
                ["globex", "cpu", "0 cores", "0 cores", "2.5 cores"],
                ["globex", "containers", "0", "0", "10"],
            },
            options => options.WithStrictOrdering());
    }

    [Fact]
    public async Task Second_run_on_a_file_finds_what_the_first_left()
    {
        using TempFile folder = new(string.Empty);
        string store = "sqlite:" + Path.Combine(Path.GetDirectoryName(folder.Path)!, "tenancy.db");

        RunResult first = await SampleProcess.RunAsync("Quickstart", "--store", store);
        RunResult second = await SampleProcess.RunAsync("Quickstart", "--store", store);

        first.Error.Should().BeEmpty();
        first.Output.Should().NotContain("left by an earlier run");
        second.ExitCode.Should().Be(0, second.Error);
        second.Output.Should().ContainAll("is Active, owned by ann, left by an earlier run", "is Active, owned by gus, left by an earlier run");
        Table(second).Should().Be(Table(first), "what acme holds is held once");

        static string Table(RunResult result) => result.Output[result.Output.IndexOf("What the tenants hold", StringComparison.Ordinal)..];
    }

    [Theory]
    [InlineData("--store")]
    [InlineData("--store", "mysql:tenancy")]
    [InlineData("--store", "sqlite:")]
    [InlineData("sqlite:tenancy.db")]
    public async Task Program_refuses_what_names_no_store(params string[] arguments)
    {
        RunResult result = await SampleProcess.RunAsync("Quickstart", arguments);

        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain("memory, sqlite:PATH or postgres:CONNECTION");
    }
}
