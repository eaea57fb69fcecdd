using System.Text.Json;
using TraceReplay;

namespace Samples.Tests;

public sealed class ReplayOutputTests
{
    private static readonly string Log = Swf.Log(Swf.Job(0, 10, 1_200, 7), Swf.Job(0, 10, 3, -1), Swf.Job(0, 0, 1), Swf.Job(1, 10, 600, 7));

    [Fact]
    public async Task Json_is_one_object_of_the_documented_members()
    {
        using TempFile file = new(Log);

        RunResult result = await Replay.RunAsync(file.Path, "--json", "--cpu-limit=1500");

        result.ExitCode.Should().Be(0);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Names(json.RootElement).Should().Equal("totals", "tenants", "elapsedSeconds", "operationsPerSecond");
        json.RootElement.GetProperty("totals").GetRawText().Should().MatchRegex("""^\{\s*"admitted": 2,\s*"refused": 1,\s*"skipped": 1\s*\}$""");
        json.RootElement.GetProperty("tenants").GetProperty("group-7").GetRawText().Should().MatchRegex(
            """^\{\s*"admitted": 1,\s*"refused": 1,\s*"peakCpu": 1200,\s*"peakContainers": 1\s*\}$""");
        json.RootElement.GetProperty("elapsedSeconds").GetDouble().Should().BePositive();
        json.RootElement.GetProperty("operationsPerSecond").GetDouble().Should().BePositive();
    }

    [Fact]
    public async Task Json_of_an_empty_log_is_complete_and_a_note_says_that_it_is_empty()
    {
        using TempFile file = new("; nothing here\n");

        RunResult result = await Replay.RunAsync(file.Path, "--json");

        result.ExitCode.Should().Be(0);
        result.Error.Should().Be($"{file.Path}: there are no jobs in it.{Environment.NewLine}");
        Outcome outcome = Outcome.Parse(result.Output);
        outcome.Totals.Should().Be(new OutcomeTotals(0, 0, 0));
        outcome.Tenants.Should().BeEmpty();
        outcome.OperationsPerSecond.Should().Be(0);
    }

    [Fact]
    public async Task Table_redirected_is_plain_text()
    {
        using TempFile file = new(Log);

        RunResult result = await Replay.RunAsync(file.Path);

        result.ExitCode.Should().Be(0);
        result.Error.Should().BeEmpty();
        result.Output.Should().NotContain("\u001b");
        Rows(result.Output).Should().BeEquivalentTo(
            new string[][]
            {
                ["Tenant", "Admitted", "Refused", "Peak CPU (cores)", "Peak containers"],
                ["group-7", "2", "0", "1,800", "2"],
                ["group-unknown", "1", "0", "3", "1"],
                ["Total", "3", "0", "", ""],
            },
            options => options.WithStrictOrdering());
        result.Output.Should().Contain("1 job skipped.").And.Contain("operations a second.");
    }

    [Fact]
    public async Task Help_says_what_an_operation_is()
    {
        RunResult result = await Replay.RunAsync("--help");

        result.Should().Be(new RunResult(0, CommandLine.Help + Environment.NewLine, string.Empty));
        result.Output.Should().ContainAll(
            "--cpu-limit", "--max-containers", "--quotas", "--lenient", "--json", "-h, --help", "Exit codes", "Operations are reservations");
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(p => p.Name);

    private static IEnumerable<string[]> Rows(string table) =>
        table.Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal))
            .Select(l => l.Split('|', StringSplitOptions.TrimEntries)[1..^1]);
}
