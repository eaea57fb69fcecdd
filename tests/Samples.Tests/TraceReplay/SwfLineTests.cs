using TraceReplay;

namespace Samples.Tests;

public sealed class SwfLineTests
{
    private const string Good = "1 2 3 4 5 6.5 7 8 9 10 11 12 13 14 15 16 17 18";

    [Theory]
    [InlineData("; a comment", true)]
    [InlineData("   ;indented", true)]
    [InlineData("", true)]
    [InlineData(" \t ", true)]
    [InlineData(Good, false)]
    [InlineData("# no comment in this format", false)]
    public void IsComment_knows_what_is_no_job(string line, bool expected) => SwfLine.IsComment(line).Should().Be(expected);

    [Fact]
    public void TryParse_of_a_job_reads_the_columns_of_the_format()
    {
        SwfLine.TryParse(Good, 7, out SwfJob job, out string? problem).Should().BeTrue();

        problem.Should().BeNull();
        job.Should().Be(new SwfJob(7, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), Processors: 5, User: 12, Group: 13));
        job.End.Should().Be(TimeSpan.FromSeconds(6));
    }

    [Fact]
    public void TryParse_accepts_tabs_and_any_number_of_blanks()
    {
        SwfLine.TryParse("  " + Good.Replace(" ", " \t ", StringComparison.Ordinal) + "\t", 1, out SwfJob job, out _).Should().BeTrue();

        job.Group.Should().Be(13);
    }

    [Fact]
    public void TryParse_keeps_ids_and_times_exact_to_their_ends()
    {
        string line = Swf.Job(10_000_000_000, "0.0000001", 1_000_000_000, long.MaxValue, long.MaxValue, "123456789012345678901234");

        SwfLine.TryParse(line, 1, out SwfJob job, out _).Should().BeTrue();

        job.Should().Be(new SwfJob(1, TimeSpan.FromSeconds(10_000_000_000), TimeSpan.FromTicks(1), 1_000_000_000, long.MaxValue, long.MaxValue));
    }

    [Theory]
    [InlineData(10, 1, true)]
    [InlineData(0.5, 1, true)]
    [InlineData(0, 1, false)]
    [InlineData(-1, 1, false)]
    [InlineData(10, 0, false)]
    [InlineData(10, -1, false)]
    public void HeldResources_needs_run_time_and_processors(double runTime, int processors, bool expected)
    {
        SwfLine.TryParse(Swf.Job(0, runTime, processors), 1, out SwfJob job, out _).Should().BeTrue();

        job.HeldResources.Should().Be(expected);
    }

    [Theory]
    [InlineData("1 2 3", "3 fields instead of 18")]
    [InlineData(Good + " 19", "more than 18 fields instead of 18")]
    [InlineData("{\"json\": true}", "2 fields instead of 18")]
    public void TryParse_of_a_wrong_number_of_fields_says_how_many(string line, string expected)
    {
        SwfLine.TryParse(line, 1, out _, out string? problem).Should().BeFalse();

        problem.Should().Be(expected);
    }

    [Theory]
    [InlineData(1, "x", "field 1 (job number) is 'x', not a number")]
    [InlineData(2, "-1", "field 2 (submit time) is '-1', not 0 to 10000000000 seconds")]
    [InlineData(2, "10000000001", "field 2 (submit time) is '10000000001', not 0 to 10000000000 seconds")]
    [InlineData(2, "99999999999999999999999999999999", "field 2 (submit time) is '99999999999999999999999999999999', not a number")]
    [InlineData(4, "NaN", "field 4 (run time) is 'NaN', not a number")]
    [InlineData(4, "1e11", "field 4 (run time) is '1e11', not up to 10000000000 seconds")]
    [InlineData(5, "1.5", "field 5 (allocated processors) is '1.5', not a whole number up to 1000000000")]
    [InlineData(5, "1000000001", "field 5 (allocated processors) is '1000000001', not a whole number up to 1000000000")]
    [InlineData(12, "-2", "field 12 (user) is '-2', not a whole number of 64 bits, or -1 for unknown")]
    [InlineData(13, "7.5", "field 13 (group) is '7.5', not a whole number of 64 bits, or -1 for unknown")]
    [InlineData(13, "9223372036854775808", "field 13 (group) is '9223372036854775808', not a whole number of 64 bits, or -1 for unknown")]
    [InlineData(18, "1,5", "field 18 (think time) is '1,5', not a number")]
    public void TryParse_of_a_wrong_field_names_it_and_what_is_allowed(int field, string value, string expected)
    {
        string[] fields = Good.Split(' ');
        fields[field - 1] = value;

        SwfLine.TryParse(string.Join(' ', fields), 1, out _, out string? problem).Should().BeFalse();

        problem.Should().Be(expected);
    }

    [Fact]
    public void TryParse_of_hostile_text_shows_a_short_and_harmless_excerpt()
    {
        string[] fields = Good.Split(' ');
        fields[0] = "\u001b[2J" + new string('x', 1_000);

        SwfLine.TryParse(string.Join(' ', fields), 1, out _, out string? problem).Should().BeFalse();

        problem.Should().Be("field 1 (job number) is '?[2J" + new string('x', 36) + "...', not a number");
    }
}
