using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Puts each connection into a group of its tenant, and streams what a test writes.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "SignalR calls methods of an instance.")]
internal sealed class LiveHub(Channel<int> source, HubJournal journal) : Hub
{
    public const string Group = "news";
    public const string News = "news";

    public override Task OnConnectedAsync() =>
        Groups.AddToGroupAsync(Context.ConnectionId, TenantHubGroup.Of(TenantContext.Required, Group), Context.ConnectionAborted);

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        journal.Write("left", Ambient.Who);
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<int> Watch(CancellationToken cancellationToken) => ReadAsync(cancellationToken);

    /// <summary>Looks at no token.</summary>
    public IAsyncEnumerable<int> WatchRegardless() => ReadAsync(CancellationToken.None);

    public ChannelReader<int> WatchChannel(CancellationToken cancellationToken)
    {
        Channel<int> channel = Channel.CreateBounded<int>(1);
        _ = FillAsync(channel.Writer, cancellationToken);
        return channel.Reader;
    }

    /// <summary>Goes on until the connection ends.</summary>
    public async Task Work()
    {
        journal.Write("work", "begun");
        await Task.Delay(Timeout.InfiniteTimeSpan, Context.ConnectionAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        journal.Write("work", "ended");
    }

    /// <summary>Waits for an answer of the client's.</summary>
    public async Task AskBack()
    {
        try
        {
            await Clients.Caller.InvokeAsync<string>("Answer", Context.ConnectionAborted);
        }
        finally
        {
            journal.Write("asked", "ended");
        }
    }

    private async IAsyncEnumerable<int> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                yield return await source.Reader.ReadAsync(cancellationToken);
            }
        }
        finally
        {
            journal.Write("stream", "ended");
        }
    }

    private async Task FillAsync(ChannelWriter<int> writer, CancellationToken cancellationToken)
    {
        await foreach (int item in ReadAsync(cancellationToken))
        {
            await writer.WriteAsync(item, cancellationToken);
        }
    }
}
