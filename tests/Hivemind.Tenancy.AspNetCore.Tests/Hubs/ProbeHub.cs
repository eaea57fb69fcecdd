using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Says in whose context its code runs.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "SignalR calls methods of an instance.")]
internal sealed class ProbeHub(HubJournal journal) : Hub
{
    public override Task OnConnectedAsync()
    {
        journal.Write("connected", Ambient.Who);
        return base.OnConnectedAsync();
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        await Task.Yield();
        journal.Write("disconnected", Ambient.Who);
    }

    public string Who() => Ambient.Who;

    public async Task<string> WhoLaterAsync()
    {
        await Task.Yield();
        return Ambient.Who;
    }

    public string Tell(string what)
    {
        journal.Write("told", what);
        return Ambient.Who;
    }

    public async IAsyncEnumerable<string> CountAsync(int count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            for (int i = 0; i < count; i++)
            {
                yield return Ambient.Who;
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            journal.Write("counted", Ambient.Who);
        }
    }

    public async Task<IAsyncEnumerable<string>> CountLaterAsync(int count, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return CountAsync(count, cancellationToken);
    }

    public async ValueTask<IAsyncEnumerable<string>> CountValueAsync(int count, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return CountAsync(count, cancellationToken);
    }

    public INamedItems<string> CountNamed(int count, CancellationToken cancellationToken) =>
        new NamedItems<string>(CountAsync(count, cancellationToken), journal);

    public ChannelReader<string> CountChannel(int count)
    {
        Channel<string> channel = Channel.CreateBounded<string>(1);
        _ = WriteAsync(channel.Writer, count);
        return channel.Reader;
    }

    public async Task<ChannelReader<string>> CountChannelLaterAsync(int count)
    {
        await Task.Yield();
        return CountChannel(count);
    }

    /// <summary>A stream from the client: whose context is current at each of its items, and after the last.</summary>
    public async Task<List<string>> CollectAsync(IAsyncEnumerable<int> items)
    {
        List<string> seen = [];
        await foreach (int _ in items)
        {
            seen.Add(Ambient.Who);
        }

        seen.Add(Ambient.Who);
        return seen;
    }

    public async Task<List<string>> CollectChannelAsync(ChannelReader<int> items)
    {
        List<string> seen = [];
        while (await items.WaitToReadAsync())
        {
            while (items.TryRead(out int _))
            {
                seen.Add(Ambient.Who);
            }
        }

        seen.Add(Ambient.Who);
        return seen;
    }

    /// <summary>Streams both ways.</summary>
    public async IAsyncEnumerable<string> EchoAsync(IAsyncEnumerable<int> items)
    {
        await foreach (int item in items)
        {
            yield return $"{item}:{Ambient.Who}";
        }
    }

    /// <summary>Asks the caller something in the middle of a method.</summary>
    public async Task<string> AskBackAsync()
    {
        string answer = await Clients.Caller.InvokeAsync<string>("Answer", Context.ConnectionAborted);
        return $"{answer}:{Ambient.Who}";
    }

    private static async Task WriteAsync(ChannelWriter<string> writer, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await writer.WriteAsync(Ambient.Who);
            await Task.Yield();
        }

        writer.Complete();
    }
}
