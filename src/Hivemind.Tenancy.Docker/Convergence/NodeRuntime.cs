using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>One node at work: what it keeps, what follows its events, and what brings its apps about.</summary>
internal sealed class NodeRuntime : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly DockerOptions _options;
    private readonly EngineChangeLog _changes;
    private readonly TimeProvider _time;
    private readonly DockerLogger _logger;
    private readonly ReplicaMaker _maker;
    private readonly WorkQueue _work;
    private readonly CancellationTokenSource _stopping = new();
    private Task _following = Task.CompletedTask;
    private TaskCompletionSource _again = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isStarted;
    private int _isDisposed;

    public NodeRuntime(
        DockerNode node, DockerOptions options, ISecretResolver? secrets, IRegistryCredentials? credentials, EngineChangeLog changes, TimeProvider time, DockerLogger logger)
    {
        _options = options;
        _changes = changes;
        _time = time;
        _logger = logger;
        Client = new NodeClient(node, options, time);
        Anchors = new AnchorStore(Client, options);
        Reader = new AppReader(Client, Anchors);
        Images = new ImageStore(Client, options, credentials, time);
        Networks = new NetworkStore(Client, options);
        Removals = new Removals(Client, options, Anchors);
        Readiness = new Readiness(Client);
        _maker = new(Client, options, Anchors, Images, Networks, secrets, time);
        Converger = new AppConverger(Client, options, Anchors, Reader, _maker, Removals, Readiness, changes, time, logger);
        _work = new WorkQueue(Converger.PassAsync, time);
    }

    public NodeClient Client { get; }

    public AnchorStore Anchors { get; }

    public AppReader Reader { get; }

    public ImageStore Images { get; }

    public NetworkStore Networks { get; }

    public Removals Removals { get; }

    public Readiness Readiness { get; }

    public AppConverger Converger { get; }

    /// <summary>What was found when it was tried last; nothing is kept apart before.</summary>
    public DockerNodeReport? Report { get; set; }

    /// <summary>Tries what the node keeps apart, once more whenever it answers again: it may have been started anew. Null when nobody has asked for it.</summary>
    public Func<NodeRuntime, CancellationToken, Task>? Trial { get; set; }

    public string Name => Client.Name;

    /// <summary>Begins to follow what happens, with nobody's execution context. Again: nothing.</summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref _isStarted, 1) == 0)
        {
            using (ExecutionContext.SuppressFlow())
            {
                _following = Task.Run(() => Task.WhenAll(FollowAsync(), LookAsync()), CancellationToken.None);
            }
        }
    }

    /// <summary>Something of this app or volume has changed, here.</summary>
    public void Changed(string key, TenantReference tenant)
    {
        _work.Add(key);
        _changes.Add(Name, tenant);
    }

    public EngineApp View(AppSnapshot app) => AppView.Of(
        app, Client.Node.Node, r => Readiness.IsReady(app.Desired.Spec, r), Converger.WaitingOf(app.Anchor.Key), _time.GetUtcNow());

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(false);
        await _work.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
        Images.Dispose();
        Networks.Dispose();
        Reader.Dispose();
        _maker.Dispose();
        Client.Dispose();
    }

    /// <summary>Hands on what the engine says. Whenever the connection begins anew, everything may have changed.</summary>
    private async Task FollowAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            // A connection that is dead says nothing: it is held only as long as the node answers, see LookAsync.
            using CancellationTokenSource connection = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            Task alive = HoldWhileItAnswersAsync(connection);
            bool isRefused = false;
            bool isConnected = false;
            try
            {
                await Client.PingAsync(connection.Token).ConfigureAwait(false);
                isConnected = true;
                ContainerEventsParameters parameters = new()
                {
                    Since = (_time.GetUtcNow() - Pause).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                    Filters = NodeClient.Filter([Labels.Is(Labels.Platform, _options.Platform)]),
                };
                await Client.FollowAsync((c, t) => c.System.MonitorEventsAsync(parameters, new ImmediateProgress<Message>(Hear), t), connection.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or WorkloadEngineException)
            {
                isRefused = e.InnerException is DockerApiException; // It begins anew.
            }

            await connection.CancelAsync().ConfigureAwait(false);
            await alive.ConfigureAwait(false);

            if (!isRefused)
            {
                // It may have been started anew, and keep less apart than it did.
                Report = null;
                _again.TrySetResult();
            }

            Readiness.ForgetAll();
            Reader.ForgetAll();
            if (isConnected)
            {
                _changes.Add(Name, null); // while it stays silent, nothing has changed
            }

            await PauseAsync(Pause).ConfigureAwait(false);
        }
    }

    private void Hear(Message message)
    {
        if (message.Actor?.Attributes is not { } labels || !labels.TryGetValue(Labels.Key, out string? key))
        {
            return;
        }

        if (message.Action is "die" or "restart" or "destroy")
        {
            Readiness.Forget(message.Actor.ID);
        }

        if (message.Action is "create")
        {
            Reader.NoteNew(message.Actor.ID);
        }
        else if (message.Action is "oom")
        {
            Reader.NoteOutOfMemory(message.Actor.ID, message.TimeNano is { } nano ? DateTimeOffset.UnixEpoch.AddTicks(nano / TimeSpan.NanosecondsPerTick) : _time.GetUtcNow());
        }
        else if (message.Action is "destroy")
        {
            Reader.Forget(message.Actor.ID);
        }

        bool isOurs = message.Action is "create" or "rename" or "start" or "die" or "destroy" or "oom" or "stop" or "restart";
        if (isOurs && labels.TryGetValue(Labels.Tenant, out string? tenant) && labels.TryGetValue(Labels.Uid, out string? uid) && TenantReference.TryParse($"{tenant}@{uid}", out TenantReference who))
        {
            if (message.Action is "die")
            {
                _ = EndedAsync(message.Actor.ID, key, who, _stopping.Token);
            }
            else
            {
                Changed(key, who);
            }
        }
    }

    /// <summary>An engine says that a container has died before its lists do. Asked about that one, it answers when they do, too.</summary>
    private async Task EndedAsync(string id, string key, TenantReference tenant, CancellationToken stopping)
    {
        try
        {
            await Client.InspectAsync(id, stopping).ConfigureAwait(false);
        }
        catch (WorkloadEngineException)
        {
            // Who looks finds out.
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            return;
        }

        Changed(key, tenant);
    }

    /// <summary>Looks at everything, at the start and at intervals: for what no event has said.</summary>
    private async Task LookAsync()
    {
        bool isSilent = false;
        HashSet<string> idle = [];
        while (!_stopping.IsCancellationRequested)
        {
            Task again = (_again = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            try
            {
                IReadOnlyList<ContainerListResponse> all = await Anchors.ListAsync([], _stopping.Token).ConfigureAwait(false);
                foreach (string key in all.Select(c => Labels.Of(c, Labels.Key)).Where(k => k.Length > 0).Distinct())
                {
                    _work.Add(key);
                }

                idle = await Networks.RemoveIdleAsync(idle, all, _stopping.Token).ConfigureAwait(false);
                if (isSilent)
                {
                    isSilent = false;
                    _logger.Log.NodeAnswers(Name);
                    _changes.Add(Name, null);
                }

                if (Report is null && Trial is { } trial)
                {
                    await trial(this, _stopping.Token).ConfigureAwait(false);
                }
            }
            catch (WorkloadEngineException e)
            {
                if (!isSilent)
                {
                    _logger.Log.NodeSilent(Name, e);
                }

                isSilent = true;
                Report = null;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                _logger.Log.LookFailed(Name, e);
            }

            await Task.WhenAny(again, PauseAsync(isSilent ? Pause : _options.LookInterval)).ConfigureAwait(false);
        }
    }

    /// <summary>Ends a connection when the node stops to answer others.</summary>
    private async Task HoldWhileItAnswersAsync(CancellationTokenSource connection)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_options.LookInterval, _time, connection.Token).ConfigureAwait(false);
                await Client.PingAsync(connection.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WorkloadEngineException)
        {
            await connection.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, _time, _stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }
}
