using Microsoft.AspNetCore.SignalR;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A filter of the host's own: writes down whose context it finds before and after.</summary>
internal sealed class JournalFilter(HubJournal journal, string name) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        journal.Write(name, Ambient.Who);
        object? result = await next(invocationContext);
        journal.Write(name, Ambient.Who);
        return result;
    }

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        journal.Write(name, Ambient.Who);
        await next(context);
        journal.Write(name, Ambient.Who);
    }

    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        journal.Write(name, Ambient.Who);
        await next(context, exception);
        journal.Write(name, Ambient.Who);
    }
}
