using System.Globalization;
using System.Text;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Takes what a connection brought apart into answers.</summary>
internal static class RawAnswers
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();

    /// <summary>All answers, interim ones left out.</summary>
    /// <param name="bytes">What came until the server closed the connection.</param>
    /// <param name="toHead">Whether the requests were <c>HEAD</c>, whose answers have no body.</param>
    /// <exception cref="FormatException">It is no HTTP, or ends in the middle of an answer.</exception>
    public static List<RawAnswer> Parse(ReadOnlySpan<byte> bytes, bool toHead = false)
    {
        List<RawAnswer> answers = [];
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf(EndOfHead);
            string head = end < 0 ? throw new FormatException("No end of the head: " + Text(bytes)) : Text(bytes[..end]);
            int status = int.Parse(head.Split(' ')[1], CultureInfo.InvariantCulture);
            bytes = bytes[(end + EndOfHead.Length)..];
            bool isEmpty = toHead || status is < 200 or 204 or 304;
            string body = isEmpty ? string.Empty : ReadBody(head, ref bytes);
            if (status is >= 200 or 101)
            {
                answers.Add(new RawAnswer(status, head, body));
            }
        }

        return answers;
    }

    private static string ReadBody(string head, ref ReadOnlySpan<byte> bytes)
    {
        if (Find(head, "Transfer-Encoding") == "chunked")
        {
            return ReadChunks(ref bytes);
        }

        int length = Find(head, "Content-Length") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : bytes.Length;
        return Text(Take(ref bytes, length));
    }

    private static string ReadChunks(ref ReadOnlySpan<byte> bytes)
    {
        StringBuilder body = new();
        int length;
        do
        {
            int line = bytes.IndexOf("\r\n"u8);
            length = int.Parse(Text(Take(ref bytes, line)), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            Take(ref bytes, 2);
            body.Append(Text(Take(ref bytes, length)));
            Take(ref bytes, 2);
        }
        while (length > 0);

        return body.ToString();
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int length)
    {
        ReadOnlySpan<byte> taken = length >= 0 && length <= bytes.Length ? bytes[..length] : throw new FormatException("The answer ends early: " + Text(bytes));
        bytes = bytes[length..];
        return taken;
    }

    private static string? Find(string head, string header) =>
        head.Split("\r\n").FirstOrDefault(l => l.StartsWith(header + ":", StringComparison.OrdinalIgnoreCase))?[(header.Length + 1)..].Trim();

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
