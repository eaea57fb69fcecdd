using TraceReplay;

namespace Samples.Tests;

public sealed class ReplayExitCodeTests
{
    private static readonly string Broken = Swf.Log("; comment", Swf.Job(0, 9, 1), "not a job", Swf.Job(-5, 9, 1), Swf.Job(3, 9, 1));

    [Fact]
    public async Task Malformed_lines_are_reported_by_number_and_nothing_is_replayed()
    {
        using TempFile file = new(Broken);

        RunResult result = await Replay.RunAsync(file.Path, "--json");

        result.ExitCode.Should().Be(2);
        result.Output.Should().BeEmpty();
        result.Error.Split(Environment.NewLine).Should().Equal(
            $"{file.Path}, line 3: 3 fields instead of 18.",
            $"{file.Path}, line 4: field 2 (submit time) is '-5', not 0 to 10000000000 seconds.",
            "2 malformed lines. Nothing was replayed; --lenient skips them.",
            string.Empty);
    }

    [Fact]
    public async Task Malformed_line_alone_is_reported_in_the_singular()
    {
        using TempFile file = new(Swf.Log(Swf.Job(0, 9, 1), "broken"));

        RunResult strict = await Replay.RunAsync(file.Path);
        RunResult lenient = await Replay.RunAsync(file.Path, "--lenient");

        strict.Error.Split(Environment.NewLine).Should().Equal(
            $"{file.Path}, line 2: 1 field instead of 18.",
            "1 malformed line. Nothing was replayed; --lenient skips it.",
            string.Empty);
        lenient.Output.Should().Contain("0 jobs skipped, 1 line malformed.");
    }

    [Fact]
    public async Task Malformed_lines_beyond_the_first_are_only_counted()
    {
        using TempFile file = new(Swf.Log(Enumerable.Repeat("broken", 1_000)));

        RunResult result = await Replay.RunAsync(file.Path);

        result.ExitCode.Should().Be(2);
        result.Error.Should().EndWith(
            $"1000 malformed lines; the first {SwfReader.DescribedProblems} are shown. Nothing was replayed; --lenient skips them.{Environment.NewLine}");
    }

    [Fact]
    public async Task Lenient_skips_and_counts_malformed_lines()
    {
        Outcome outcome = await Replay.LogAsync(Broken, "--lenient");

        outcome.Totals.Should().Be(new OutcomeTotals(2, 0, 0, Malformed: 2));
    }

    [Fact]
    public async Task Lenient_table_shows_how_many_lines_are_malformed()
    {
        using TempFile file = new(Broken);

        RunResult result = await Replay.RunAsync(file.Path, "--lenient");

        result.ExitCode.Should().Be(0);
        result.Output.Should().Contain("0 jobs skipped, 2 lines malformed.");
    }

    [Fact]
    public async Task Usage_error_is_explained()
    {
        RunResult result = await Replay.RunAsync("log.swf", "--cpu-limit=NaN");

        result.Should().Be(new RunResult(
            2,
            string.Empty,
            "--cpu-limit is 'NaN', not a number of cores: 0 or more, in steps of 0.001. --help tells more." + Environment.NewLine));
    }

    [Fact]
    public async Task Malformed_file_of_quotas_is_explained()
    {
        using TempFile log = new(Broken);
        using TempFile quotas = new("""{"group-7": {"cpus": 1}}""", "quotas.json");

        RunResult result = await Replay.RunAsync(log.Path, "--quotas", quotas.Path);

        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain(quotas.Path).And.Contain("'cpus'");
    }

    [Fact]
    public async Task Quotas_of_a_tenant_that_is_not_in_the_log_are_pointed_out()
    {
        using TempFile log = new(Swf.Log(Swf.Job(0, 9, 1, 1)));
        using TempFile quotas = new("""{"group-1": {}, "grup-7": {}}""", "quotas.json");

        RunResult result = await Replay.RunAsync(log.Path, "--quotas", quotas.Path);

        result.ExitCode.Should().Be(0);
        result.Error.Should().Be($"{quotas.Path}: no job of the log belongs to grup-7.{Environment.NewLine}");
    }

    [Theory]
    [InlineData("log")]
    [InlineData("quotas")]
    public async Task Missing_file_is_named(string which)
    {
        using TempFile log = new(Broken);
        string missing = log.Path + ".missing";

        RunResult result = await (which == "log" ? Replay.RunAsync(missing) : Replay.RunAsync(log.Path, "--quotas", missing));

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain(missing);
    }

    [Fact]
    public async Task Folder_instead_of_a_file_is_an_error()
    {
        using TempFile log = new(Broken);

        RunResult result = await Replay.RunAsync(Path.GetDirectoryName(log.Path)!);

        result.ExitCode.Should().Be(1);
        result.Error.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Damaged_gzip_is_an_error_even_when_lenient()
    {
        using TempFile log = new(TempFile.Gzip(Broken)[..^12]);

        RunResult result = await Replay.RunAsync(log.Path, "--lenient");

        result.ExitCode.Should().Be(1);
        result.Output.Should().BeEmpty();
        result.Error.Should().Contain(log.Path);
    }

    [Fact]
    public async Task Interruption_ends_in_good_order()
    {
        using TempFile log = new(Swf.Log(Swf.Job(0, 9, 1)));
        using StringWriter output = new();
        using StringWriter error = new();

        int exitCode = await Program.RunAsync([log.Path], output, error, new CancellationToken(canceled: true));

        exitCode.Should().Be(130);
        output.ToString().Should().BeEmpty();
        error.ToString().Should().Be("Interrupted." + Environment.NewLine);
    }

    [Fact]
    public async Task Process_passes_arguments_in_and_the_exit_code_out()
    {
        using TempFile log = new(Swf.Log(Swf.Job(0, 9, 1, 3)));
        using TempFile damaged = new(TempFile.Gzip(Broken)[..^9]);

        RunResult replayed = await SampleProcess.RunAsync("TraceReplay", log.Path, "--json");
        RunResult refused = await SampleProcess.RunAsync("TraceReplay", log.Path, "--jsom");
        RunResult table = await SampleProcess.RunAsync("TraceReplay", log.Path);
        RunResult cutOff = await SampleProcess.RunAsync("TraceReplay", damaged.Path, "--json");

        replayed.ExitCode.Should().Be(0);
        replayed.Error.Should().BeEmpty();
        Outcome.Parse(replayed.Output).Tenants.Keys.Should().Equal("group-3");
        refused.ExitCode.Should().Be(2);
        refused.Output.Should().BeEmpty();
        refused.Error.Should().Contain("--jsom");
        table.Output.Should().Contain("group-3").And.NotContain("\u001b");
        cutOff.ExitCode.Should().Be(1);
        cutOff.Error.Should().Contain($"{damaged.Path} is damaged");
    }
}
