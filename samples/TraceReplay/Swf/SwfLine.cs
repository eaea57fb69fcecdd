using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TraceReplay;

/// <summary>
/// One line of a log in the Standard Workload Format 2.2: 18 numbers between blanks, with -1 for what is unknown; a line
/// that starts with a semicolon is a comment. See https://www.cs.huji.ac.il/labs/parallel/workload/swf.html.
/// </summary>
internal static class SwfLine
{
    /// <summary>Three centuries: no log reaches beyond, and sums of times stay far from overflowing.</summary>
    private const long MaxSeconds = 10_000_000_000;
    private const long MaxProcessors = 1_000_000_000;

    // The columns that the replay uses, from 0.
    private const int Submit = 1;
    private const int RunTime = 3;
    private const int Processors = 4;
    private const int User = 11;
    private const int Group = 12;

    private static readonly string[] Names =
    [
        "job number", "submit time", "wait time", "run time", "allocated processors", "average CPU time", "used memory",
        "requested processors", "requested time", "requested memory", "status", "user", "group", "application", "queue",
        "partition", "preceding job", "think time",
    ];

    /// <summary>Whether a line says nothing about a job: it is a comment, or blank.</summary>
    public static bool IsComment(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> text = line.TrimStart();
        return text.IsEmpty || text[0] == ';';
    }

    /// <summary>Reads a job, or says why the line is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> line, int number, out SwfJob job, [NotNullWhen(false)] out string? problem)
    {
        job = default;
        Span<Range> fields = stackalloc Range[Names.Length + 1];
        int count = line.SplitAny(fields, " \t", StringSplitOptions.RemoveEmptyEntries);
        if (count != Names.Length)
        {
            problem = $"{(count > Names.Length ? "more than " : string.Empty)}{Math.Min(count, Names.Length)} {Printable.Noun(count, "field")} instead of {Names.Length}";
            return false;
        }

        Span<decimal> values = stackalloc decimal[Names.Length];
        for (int column = 0; column < values.Length; column++)
        {
            ReadOnlySpan<char> text = line[fields[column]];
            problem = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out values[column])
                ? OutOfRange(column, values[column])
                : "a number";
            if (problem is not null)
            {
                problem = $"field {column + 1} ({Names[column]}) is '{Printable.Excerpt(text)}', not {problem}";
                return false;
            }
        }

        job = new SwfJob(
            number,
            Duration(values[Submit]),
            Duration(values[RunTime]),
            (long)values[Processors],
            (long)values[User],
            (long)values[Group]);
        problem = null;
        return true;
    }

    /// <summary>What is allowed in a column, if the value is something else.</summary>
    private static string? OutOfRange(int column, decimal value) => column switch
    {
        Submit when value is < 0 or > MaxSeconds => $"0 to {MaxSeconds} seconds",
        RunTime when value is < -MaxSeconds or > MaxSeconds => $"up to {MaxSeconds} seconds",
        Processors when !IsWhole(value) || value is < -MaxProcessors or > MaxProcessors => $"a whole number up to {MaxProcessors}",
        User or Group when !IsWhole(value) || value is < -1 or > long.MaxValue => "a whole number of 64 bits, or -1 for unknown",
        _ => null,
    };

    private static bool IsWhole(decimal value) => value == decimal.Truncate(value);

    private static TimeSpan Duration(decimal seconds) => new((long)(seconds * TimeSpan.TicksPerSecond));
}
