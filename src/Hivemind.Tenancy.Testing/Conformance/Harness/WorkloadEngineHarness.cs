using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Testing;

/// <summary>One engine that has no apps and no volumes, for one case of <see cref="WorkloadEngineConformance"/>.</summary>
/// <example><code>new WorkloadEngineHarness(engine) { Image = "tenant-test:1", Command = ["sleep", "600"], Cleanup = docker.DisposeAsync }</code></example>
public sealed class WorkloadEngineHarness : IAsyncDisposable
{
    /// <summary>Makes a harness.</summary>
    /// <param name="engine">An engine with at least one source that takes anybody.</param>
    public WorkloadEngineHarness(IWorkloadEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Engine = engine;
        SecondHost = engine;
    }

    /// <summary>The engine.</summary>
    public IWorkloadEngine Engine { get; }

    /// <summary>The same engine as a second host would use it; <see cref="Engine"/> itself unless set.</summary>
    public IWorkloadEngine SecondHost { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <summary>The image that the cases run; <c>test:1</c> unless set.</summary>
    public string Image { get; init; } = "test:1";

    /// <summary>The command in it that keeps running; the image's own unless set.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The command in it that ends well at once, for jobs. The image's own unless set.</summary>
    public IReadOnlyList<string> JobCommand { get; init; } = [];

    /// <summary>
    /// Has what is stopped from then on take a second or two to end, and says with which command it does: <c>sh -c "trap '' TERM; ..."</c>. Null,
    /// as it is unless set, when there is no such thing: the cases about what ends have then nothing to show.
    /// </summary>
    public Func<CancellationToken, ValueTask<IReadOnlyList<string>>>? SlowAsync { get; init; }

    /// <summary>How long the engine may take to bring about what is wanted: 1 minute unless set.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Takes the engine away, so that from then on every verb must fail. Null, as it is unless set, when it cannot be taken away: the cases
    /// about failures then have nothing to show.
    /// </summary>
    public Func<CancellationToken, ValueTask>? BreakAsync { get; init; }

    /// <summary>Runs after the case, whatever it came to; null for nothing.</summary>
    public Func<ValueTask>? Cleanup { get; init; }

    /// <summary>Runs <see cref="Cleanup"/>.</summary>
    public ValueTask DisposeAsync() => Cleanup?.Invoke() ?? ValueTask.CompletedTask;
}
