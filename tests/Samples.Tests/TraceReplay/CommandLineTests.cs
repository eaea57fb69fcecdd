using Hivemind.Tenancy;
using TraceReplay;

namespace Samples.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void Parse_of_a_path_alone_limits_nothing() =>
        CommandLine.Parse(["log.swf"]).Should().Be(new ReplayOptions { LogPath = "log.swf", Quotas = ResourceQuotas.Unlimited });

    [Theory]
    [InlineData("--cpu-limit", "2.5", "--max-containers", "3", "--quotas", "q.json", "--lenient", "--json", "log.swf")]
    [InlineData("log.swf", "--json", "--lenient", "--quotas=q.json", "--max-containers=3", "--cpu-limit=2.500")]
    public void Parse_accepts_options_in_any_order_and_both_forms(params string[] arguments) =>
        CommandLine.Parse(arguments).Should().Be(new ReplayOptions
        {
            LogPath = "log.swf",
            Quotas = new ResourceQuotas { CpuCores = 2.5m, Containers = 3 },
            QuotasPath = "q.json",
            Lenient = true,
            Json = true,
        });

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.001", 0.001)]
    [InlineData("9223372036854775.807", 9223372036854775.807)]
    public void Parse_accepts_cpu_limits_from_nothing_to_the_largest(string text, decimal cores) =>
        CommandLine.Parse(["log.swf", "--cpu-limit", text]).Quotas.CpuCores.Should().BeApproximately(cores, cores * 1e-12m);

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1e3")]
    [InlineData("1,5")]
    [InlineData("0.0005")]
    [InlineData("ten")]
    [InlineData(" ")]
    [InlineData("9223372036854775.808")]
    [InlineData("99999999999999999999999999999999999999")]
    public void Parse_of_an_illegal_cpu_limit_says_what_is_allowed(string text) =>
        Parsing("log.swf", "--cpu-limit", text).Should().Throw<UsageException>()
            .WithMessage($"--cpu-limit is '{text}', not a number of cores: 0 or more, in steps of 0.001.");

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("9223372036854775808")]
    public void Parse_of_an_illegal_number_of_containers_says_what_is_allowed(string text) =>
        Parsing("log.swf", "--max-containers", text).Should().Throw<UsageException>()
            .WithMessage($"--max-containers is '{text}', not a whole number, 0 or more.");

    [Theory]
    [InlineData("The PATH of a log is missing.")]
    [InlineData("The PATH of a log is missing.", "--json")]
    [InlineData("The PATH of a log is missing.", "")]
    [InlineData("One PATH is replayed, not also 'b.swf'.", "a.swf", "b.swf")]
    [InlineData("'--cpu' is not an option.", "a.swf", "--cpu", "1")]
    [InlineData("'-1' is not an option.", "a.swf", "-1")]
    [InlineData("--cpu-limit needs a value.", "a.swf", "--cpu-limit")]
    [InlineData("--quotas needs a value.", "a.swf", "--quotas=")]
    [InlineData("--json takes no value.", "a.swf", "--json=yes")]
    [InlineData("--cpu-limit is given twice.", "a.swf", "--cpu-limit", "1", "--cpu-limit=2")]
    public void Parse_of_what_it_cannot_understand_says_why(string message, params string[] arguments) =>
        Parsing(arguments).Should().Throw<UsageException>().WithMessage(message);

    [Theory]
    [InlineData("--help")]
    [InlineData("log.swf", "-h")]
    [InlineData("--help", "--nonsense")]
    public void Parse_with_help_asks_for_nothing_else(params string[] arguments) =>
        CommandLine.Parse(arguments).Help.Should().BeTrue();

    private static Action Parsing(params string[] arguments) => () => CommandLine.Parse(arguments);
}
