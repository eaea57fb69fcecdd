using System.Globalization;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>Lines that a container has written.</summary>
internal static class LogReader
{
    /// <summary>The most bytes of one line, its time included.</summary>
    private const int MaxLine = 64 * 1024;

    /// <summary>The last lines; none when the container is gone.</summary>
    public static async Task<IReadOnlyList<AppLogLine>> ReadAsync(NodeClient node, string container, int tail, CancellationToken cancellationToken)
    {
        List<AppLogLine> lines = [];
        ContainerLogsParameters parameters = Parameters(follow: false);
        parameters.Tail = tail.ToString(CultureInfo.InvariantCulture);
        await node.FindAsync(
            async (c, t) =>
            {
                using MultiplexedStream stream = await c.Containers.GetContainerLogsAsync(container, parameters, t).ConfigureAwait(false);
                await ReadAsync(stream, container, line =>
                {
                    lines.Add(line);
                    return ValueTask.CompletedTask;
                }, t).ConfigureAwait(false);
                return lines;
            },
            cancellationToken).ConfigureAwait(false);
        return lines;
    }

    /// <summary>Hands on the lines that are written after a moment, until the container has ended.</summary>
    public static Task FollowAsync(NodeClient node, string container, DateTimeOffset after, Func<AppLogLine, ValueTask> write, CancellationToken cancellationToken)
    {
        ContainerLogsParameters parameters = Parameters(follow: true);
        parameters.Since = after.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return node.FollowAsync(
            async (c, t) =>
            {
                try
                {
                    using MultiplexedStream stream = await c.Containers.GetContainerLogsAsync(container, parameters, t).ConfigureAwait(false);
                    await ReadAsync(stream, container, line => line.At > after ? write(line) : ValueTask.CompletedTask, t).ConfigureAwait(false);
                }
                catch (DockerApiException e) when ((int)e.StatusCode is 404 or 409)
                {
                    // It is gone.
                }
            },
            cancellationToken);
    }

    private static ContainerLogsParameters Parameters(bool follow) => new() { ShowStdout = true, ShowStderr = true, Timestamps = true, Follow = follow };

    private static async Task ReadAsync(MultiplexedStream stream, string container, Func<AppLogLine, ValueTask> write, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[16 * 1024];
        MemoryStream[] parts = [new(), new()];
        while (true)
        {
            MultiplexedStream.ReadResult read = await stream.ReadOutputAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false);
            if (read.EOF)
            {
                break;
            }

            bool isError = read.Target == MultiplexedStream.TargetStream.StandardError;
            MemoryStream part = parts[isError ? 1 : 0];
            int start = 0;
            for (int i = 0; i < read.Count; i++)
            {
                if (buffer[i] == (byte)'\n')
                {
                    Append(part, buffer.AsSpan(start, i - start));
                    start = i + 1;
                    await FlushAsync(part, container, isError, write).ConfigureAwait(false);
                }
            }

            Append(part, buffer.AsSpan(start, read.Count - start));
        }

        await FlushAsync(parts[0], container, isError: false, write).ConfigureAwait(false);
        await FlushAsync(parts[1], container, isError: true, write).ConfigureAwait(false);
    }

    /// <summary>What a line has beyond the most is left out.</summary>
    private static void Append(MemoryStream part, ReadOnlySpan<byte> bytes) => part.Write(bytes[..(int)Math.Min(bytes.Length, MaxLine - part.Length)]);

    private static async ValueTask FlushAsync(MemoryStream part, string container, bool isError, Func<AppLogLine, ValueTask> write)
    {
        if (part.Length == 0)
        {
            return;
        }

        string text = Encoding.UTF8.GetString(part.GetBuffer(), 0, (int)part.Length);
        part.SetLength(0);
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        if (DateTimeOffset.TryParse(space < 0 ? text : text.AsSpan(0, space), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at))
        {
            await write(new AppLogLine(container, at, space < 0 ? string.Empty : text[(space + 1)..].TrimEnd('\r'), isError)).ConfigureAwait(false);
        }
    }
}
