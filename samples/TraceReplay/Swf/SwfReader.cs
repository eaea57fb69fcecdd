using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;

namespace TraceReplay;

/// <summary>Reads a log, plain or compressed: gzip is known by its first two bytes, not by the name of the file.</summary>
internal static class SwfReader
{
    /// <summary>How many malformed lines are described; the rest are only counted.</summary>
    public const int DescribedProblems = 20;

    private static readonly byte[] GzipMagic = [0x1f, 0x8b];

    /// <summary>Reads a file, or anything else that can be opened by name, such as a pipe.</summary>
    /// <exception cref="InvalidDataException">It is compressed and damaged.</exception>
    public static async Task<SwfLog> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream file = File.OpenRead(path);
        try
        {
            return await ReadAsync(file, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path} is damaged: {e.Message}", e);
        }
    }

    /// <summary>Reads a stream, which need not be seekable, to its end.</summary>
    /// <exception cref="InvalidDataException">It is compressed and damaged.</exception>
    public static async Task<SwfLog> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        PipeReader pipe = PipeReader.Create(stream);
        ReadResult start = await pipe.ReadAtLeastAsync(GzipMagic.Length, cancellationToken);
        bool isGzip = StartsWithMagic(start.Buffer);
        pipe.AdvanceTo(start.Buffer.Start); // seen, not consumed: what follows reads from the first byte again

        await using Stream plain = isGzip ? new GZipStream(pipe.AsStream(), CompressionMode.Decompress) : pipe.AsStream();
        using StreamReader reader = new(plain);
        return await ReadAsync(reader, cancellationToken);
    }

    private static async Task<SwfLog> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        List<SwfJob> jobs = [];
        List<SwfProblem> problems = [];
        int malformed = 0;
        for (int number = 1; await reader.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            if (SwfLine.IsComment(line))
            {
                continue;
            }

            if (SwfLine.TryParse(line, number, out SwfJob job, out string? problem))
            {
                jobs.Add(job);
            }
            else if (++malformed <= DescribedProblems)
            {
                problems.Add(new SwfProblem(number, problem));
            }
        }

        return new SwfLog(jobs, malformed, problems);
    }

    private static bool StartsWithMagic(ReadOnlySequence<byte> bytes)
    {
        SequenceReader<byte> reader = new(bytes);
        return reader.IsNext(GzipMagic);
    }
}
