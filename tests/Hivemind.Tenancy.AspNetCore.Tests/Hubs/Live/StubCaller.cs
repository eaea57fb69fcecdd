using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A connection without a network.</summary>
internal sealed class StubCaller : HubCallerContext, IDisposable
{
    private readonly CancellationTokenSource _aborted = new();

    public bool IsAborted => _aborted.IsCancellationRequested;

    public override string ConnectionId => "stub";

    public override string? UserIdentifier => null;

    public override ClaimsPrincipal? User => null;

    public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override CancellationToken ConnectionAborted => _aborted.Token;

    public override void Abort() => _aborted.Cancel();

    public void Dispose() => _aborted.Dispose();
}
