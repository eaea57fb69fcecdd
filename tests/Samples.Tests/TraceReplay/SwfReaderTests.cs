using System.Text;
using TraceReplay;

namespace Samples.Tests;

public sealed class SwfReaderTests
{
    private static readonly string Log = "; a comment\n\n" + Swf.Job(0, 5, 2) + "\r\n  ; another\n" + Swf.Job(1, 6, 3);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadAsync_knows_gzip_by_its_content_and_not_by_its_name(bool compressed)
    {
        using TempFile file = new(compressed ? TempFile.Gzip(Log) : Encoding.UTF8.GetBytes(Log), compressed ? "log.swf" : "log.swf.gz");

        SwfLog log = await SwfReader.ReadAsync(file.Path, TestContext.Current.CancellationToken);

        log.Jobs.Select(j => (j.Line, j.Processors)).Should().Equal((3, 2), (5, 3));
        log.Malformed.Should().Be(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("; only a comment")]
    [InlineData("\uFEFF; after a byte order mark\n")]
    public async Task ReadAsync_of_a_log_without_jobs_is_empty(string text)
    {
        SwfLog log = await ReadAsync(Encoding.UTF8.GetBytes(text));

        log.Jobs.Should().BeEmpty();
        log.Malformed.Should().Be(0);
    }

    [Fact]
    public async Task ReadAsync_of_malformed_lines_counts_all_and_describes_the_first()
    {
        string text = Swf.Log(Enumerable.Repeat("; comment", 2).Concat(Enumerable.Repeat("broken", 30)).Append(Swf.Job(0, 1, 1)));

        SwfLog log = await ReadAsync(Encoding.UTF8.GetBytes(text));

        log.Malformed.Should().Be(30);
        log.Problems.Select(p => p.Line).Should().Equal(Enumerable.Range(3, SwfReader.DescribedProblems));
        log.Jobs.Should().ContainSingle().Which.Line.Should().Be(33);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(-9)]
    [InlineData(-1)]
    public async Task ReadAsync_of_a_truncated_gzip_throws(int length)
    {
        byte[] whole = TempFile.Gzip(Log);

        Func<Task> read = () => ReadAsync(whole[..(length < 0 ? whole.Length + length : length)]);

        await read.Should().ThrowAsync<InvalidDataException>();
    }

    [Fact]
    public async Task ReadAsync_of_a_corrupt_gzip_throws()
    {
        byte[] content = TempFile.Gzip(Log);
        content[^6] ^= 0xff; // in the checksum

        Func<Task> read = () => ReadAsync(content);

        await read.Should().ThrowAsync<InvalidDataException>();
    }

    [Fact]
    public async Task ReadAsync_of_a_single_byte_is_a_malformed_line()
    {
        SwfLog log = await ReadAsync([0x1f]);

        log.Problems.Should().ContainSingle().Which.Line.Should().Be(1);
    }

    private static async Task<SwfLog> ReadAsync(byte[] content)
    {
        using MemoryStream stream = new(content);
        return await SwfReader.ReadAsync(stream, TestContext.Current.CancellationToken);
    }
}
