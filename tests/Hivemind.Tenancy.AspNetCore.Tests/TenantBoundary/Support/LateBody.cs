namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A body that comes late: something happens before its first byte.</summary>
internal sealed class LateBody(Stream inner, Func<Task> beforeFirstByte) : Stream
{
    private Func<Task>? _beforeFirstByte = beforeFirstByte;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        if (Interlocked.Exchange(ref _beforeFirstByte, null) is { } act)
        {
            await act();
        }

        return await inner.ReadAsync(buffer, cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
