using Hivemind.Tenancy.Workloads;
using static Hivemind.Tenancy.Testing.Tests.Fault;

namespace Hivemind.Tenancy.Testing.Tests;

/// <summary>Engines with one fault each, around the one in memory.</summary>
internal static class BrokenEngines
{
    /// <summary>What is in memory is there at once, or never.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<Broken<WorkloadEngineHarness>> All { get; } = [.. OfApps(), .. OfTheRest()];

    /// <summary>A harness over the engine in memory, which has two nodes, with something before it.</summary>
    public static WorkloadEngineHarness Create(Func<IWorkloadEngine, IWorkloadEngine> wrap)
    {
        InMemoryWorkloadEngine engine = new(TimeProvider.System);
        engine.AddNode(new Node("second"));
        bool isBroken = false;
        IWorkloadEngine breakable = Interceptor.Before(wrap(engine), (method, _, call) =>
            isBroken && method.Name.EndsWith("Async", StringComparison.Ordinal) ? throw new WorkloadEngineException("The engine is gone.") : call());
        return new WorkloadEngineHarness(breakable)
        {
            Patience = Patience,
            SlowAsync = _ =>
            {
                engine.StopTime = TimeSpan.FromSeconds(1);
                return new(["slow"]);
            },
            BreakAsync = _ =>
            {
                isBroken = true;
                return ValueTask.CompletedTask;
            },
        };
    }

    private static IEnumerable<Broken<WorkloadEngineHarness>> OfApps()
    {
        yield return Engine("a line break is lost", "App apply: records what is wanted", _ =>
            On("ApplyAsync", (args, call) => With(args, 0, Changed(args, d => d with { Spec = d.Spec with { Environment = d.Spec.Environment.ToDictionary(e => e.Key, e => e.Value.ReplaceLineEndings(" ")) } }), call)));
        yield return Engine("one replica is enough", "App apply: becomes ready", _ =>
            On("ApplyAsync", (args, call) => With(args, 0, Changed(args, d => d with { Spec = d.Spec with { Replicas = 1 } }), call)));
        yield return Engine("a repeated call is refused", "App apply: is repeated harmlessly", inner =>
            On("ApplyAsync", (args, call) => Now(inner.FindAsync(Desired(args).Key)) is { } found && found.Desired == Desired(args) ? throw new GenerationConflictException(Desired(args).Key, 0, 1) : call()));
        yield return Engine("a new one takes the place of another", "App apply: refuses a new one where there is one", inner =>
            On("ApplyAsync", (args, call) => Catching<GenerationConflictException>(() => Result(Now<EngineApp>(call)), () =>
            {
                Now(inner.RemoveAsync(Desired(args).Key, null));
                return call();
            })));
        yield return Engine("generations are not compared", "App apply: refuses a generation that is not there", inner =>
            On("ApplyAsync", (args, call) => Now(inner.FindAsync(Desired(args).Key)) is { } found && found.Desired.Instance == Desired(args).Instance && found.Desired != Desired(args)
                ? inner.ApplyAsync(Desired(args) with { Generation = found.Desired.Generation + 1 }, found.Desired.Generation)
                : call()));
        yield return Engine("instances are not compared", "App apply: refuses a change of an app that was made anew", inner =>
            On("ApplyAsync", (args, call) => Now(inner.FindAsync(Desired(args).Key)) is { } found && Desired(args).Generation > 1 ? With(args, 0, Desired(args) with { Instance = found.Desired.Instance }, call) : call()));
        yield return Engine("a change is known by what it says", "App apply: takes two changes that say the same for two", inner =>
            On("ApplyAsync", (args, call) => Now(inner.FindAsync(Desired(args).Key)) is { } found && found.Desired with { ChangeId = Desired(args).ChangeId } == Desired(args)
                ? Result(found)
                : call()));
        yield return Engine("changes are looked at before they are made", "App apply: one of many at once is recorded", inner => Racing(inner, isNew: false));
        yield return Engine("new ones are looked at before they are made", "App apply: one of many new at once is recorded", inner => Racing(inner, isNew: true));
        yield return Engine("scaling starts everything anew", "App apply: more leaves what runs alone", inner =>
            On("ApplyAsync", (args, call) =>
            {
                if (Now(inner.FindAsync(Desired(args).Key)) is { } found && found.Desired.Spec.Replicas != Desired(args).Spec.Replicas)
                {
                    DesiredApp emptied = found.Desired with { Generation = found.Desired.Generation + 1, IsStopped = true };
                    Now(inner.ApplyAsync(emptied, found.Desired.Generation));
                    return inner.ApplyAsync(Desired(args) with { Generation = emptied.Generation + 1 }, emptied.Generation);
                }

                return call();
            }));
        yield return Engine("a change of the environment is not noticed", "App apply: a change replaces every replica", _ =>
            On("ApplyAsync", (args, call) => With(args, 0, Changed(args, d => d with { Spec = d.Spec with { Environment = new Dictionary<string, string>() } }), call)));
        yield return Engine("a stopped app is forgotten", "App apply: keeps what is stopped", _ =>
            On("ListAsync", (_, call) => Result(Now<EngineListing>(call) is var listing ? listing with { Apps = [.. listing.Apps.Where(a => a.Desired.RunningReplicas > 0)] } : null!)));
        yield return Engine("a suspended app is a stopped one", "App apply: keeps what is suspended", _ =>
            On("ApplyAsync", (args, call) => With(args, 0, Changed(args, d => d with { IsStopped = d.IsStopped || d.IsSuspended }), call)));
        yield return Engine("apps are known by the tenant's id", "App apply: keeps apps of tenants apart", inner => (method, args, call) =>
        {
            for (int i = 0; i < args.Length; i++)
            {
                args[i] = args[i] is AppKey key ? ById(key) : args[i] is DesiredApp d ? d with { Key = ById(d.Key) } : args[i];
            }

            return call();
        });
        yield return Engine("the ambient context filters", "App apply: never looks at the ambient context", _ =>
            On("FindAsync", (args, call) => TenantContext.Current is { } c && c.TenantId != ((AppKey)args[0]!).Tenant.Id ? Result<EngineApp?>(null) : call()));
        yield return Engine("a second removal is found, too", "App remove: removes and is repeated harmlessly", _ =>
            On("RemoveAsync", (_, call) => Result(Now<bool>(call) || true)));
        yield return Engine("whatever is there is removed", "App remove: removes only what is expected", _ =>
            On("RemoveAsync", (args, call) => With(args, 1, null, call)));
        yield return Engine("all of a tenant is removed", "App remove: leaves others alone", inner =>
            On("RemoveAsync", (args, call) =>
            {
                foreach (EngineApp app in inner.Sources.SelectMany(s => Now(inner.ListAsync(s, ((AppKey)args[0]!).Tenant)).Apps))
                {
                    Now(inner.RemoveAsync(app.Desired.Key, null));
                }

                return Result(true);
            }));
        yield return Engine("a name is used once", "App remove: a new one may follow", inner =>
        {
            HashSet<AppKey> used = [];
            return On("ApplyAsync", (args, call) => Desired(args).Generation == 1 && !used.Add(Desired(args).Key) ? throw new GenerationConflictException(Desired(args).Key, 0, 1) : call());
        });
    }

    private static IEnumerable<Broken<WorkloadEngineHarness>> OfTheRest()
    {
        yield return Engine("the list has its own order", "App list: is complete and in order", _ =>
            On("ListAsync", (_, call) => Result(Now<EngineListing>(call) is var listing ? listing with { Apps = [.. listing.Apps.Reverse()] } : null!)));
        yield return Engine("the list is by the tenant's id", "App list: takes only the tenant asked for", inner =>
            On("ListAsync", (args, call) => args[1] is TenantReference tenant
                ? Result(Now(inner.ListAsync((string)args[0]!, null)) is var all ? all with { Apps = [.. all.Apps.Where(a => a.Desired.Key.Tenant.Id == tenant.Id)] } : null!)
                : call()));
        yield return Engine("a source that is gone is empty", "App list: throws for a source that is not there", _ =>
            On("ListAsync", (_, call) => Catching<WorkloadEngineException>(() => Result(Now<EngineListing>(call)), () => Result(new EngineListing([], [])))));
        yield return Engine("a source is made up", "Placement: takes one of its sources", _ =>
            On("PlaceAsync", (_, _) => Result(EnginePlacement.At("elsewhere"))));
        yield return Engine("nobody is asked", "Placement: asks before it takes one", _ =>
            On("PlaceAsync", (args, call) => With(args, 0, (PlacementRequest)args[0]! with { MayRunOn = _ => IsolationVerdict.Allow("Why not.") }, call)));
        yield return Engine("any source will do", "Placement: takes the only source that will do", _ =>
            On("PlaceAsync", (args, call) => With(args, 0, (PlacementRequest)args[0]! with { OnlySource = null }, call)));
        yield return Engine("removals are not said", "App watch: says what is applied and removed", inner =>
            On("WatchAsync", (args, call) => FirstOf((IAsyncEnumerable<EngineChange>)call()!)));
        yield return Engine("a cursor is forgotten", "App watch: goes on from a cursor", inner =>
            On("WatchAsync", (args, call) => With(args, 0, null, call)));
        yield return Engine("a cursor that is not known begins now", "App watch: says that everything may have changed for a cursor it does not know", _ =>
            On("WatchAsync", (args, call) => With(args, 0, args[0] is string { Length: < 5 } known ? known : null, call)));
        yield return Engine("volumes are everybody's", "Volume: are made listed and found", inner =>
            On("FindVolumeAsync", (args, call) => With(args, 0, new AppKey(new TenantReference(TenantId.Parse("acme"), TestTenants.Tenant().Uid), ((AppKey)args[0]!).Namespace, ((AppKey)args[0]!).Name), call)));
        yield return Engine("sizes are not compared", "Volume: are made again harmlessly and not of another size", inner =>
            On("CreateVolumeAsync", (args, call) => Catching<VolumeConflictException>(() => Result(Now<AppVolume>(call)), () => Result((AppVolume)args[0]!))));
        yield return Engine("whoever creates a volume has it", "Volume: become anothers only as they are", inner =>
            On("CreateVolumeAsync", (args, call) => args[0] is AppVolume volume && Now(inner.FindVolumeAsync(volume.Key)) is { } found && found with { Instance = volume.Instance } == volume
                ? With(args, 1, found.Instance, call)
                : call()));
        yield return Engine("whatever volume is there is removed", "Volume: are removed only as expected", _ =>
            On("RemoveVolumeAsync", (args, call) => With(args, 1, null, call)));
        yield return Engine("a volume in use is removed", "Volume: are removed when no app names them", _ =>
            On("RemoveVolumeAsync", (_, call) => Catching<VolumeConflictException>(() => Result(Now<bool>(call)), () => Result(true))));
        yield return Engine("a volume that is not there is made", "Volume: are there when an app names them", inner =>
            On("ApplyAsync", (args, call) =>
            {
                foreach (VolumeMount mount in Desired(args).Spec.Volumes)
                {
                    Now(inner.CreateVolumeAsync(new AppVolume(new AppKey(Desired(args).Key.Tenant, "web", mount.Volume), 1, Desired(args).Source), null));
                }

                return call();
            }));
        yield return Engine("volumes stay", "Volume: go with their tenant unless they are kept", _ => On("RemoveTenantAsync", (_, _) => ValueTask.CompletedTask));
        yield return Engine("volumes that are to be kept go", "Volume: go with their tenant unless they are kept", _ => On("RemoveTenantAsync", (args, call) => With(args, 1, false, call)));
        yield return Engine("a shared volume is made up", "Volume: that are shared are found only where there are some", _ =>
            On("FindSharedVolumeAsync", (args, _) => Result<Volume?>(new Volume((string)args[0]!))));
        yield return Engine("a job is an app that ends", "Job: run to their end once and hold nothing then", _ =>
            On("FindAsync", (_, call) => Result<EngineApp?>(Now<EngineApp?>(call) is { } app ? app with { Outcome = app.Outcome is null ? null : JobOutcome.Failed } : null)));
        yield return Engine("what is stopped is gone", "Ending: replicas of a stopped app are there until they have ended", _ => On("FindAsync", (_, call) => Found(call, Wanted)));
        yield return Engine("a service is free while its process ends", "Ending: what replicas share is held until they have ended", _ =>
            On("FindAsync", (_, call) => Found(call, a => a with { Replicas = [.. a.Replicas.Select(r => r with { Shared = ResourceAmounts.None })] })));
        yield return Engine("what is not wanted is gone", "Ending: replicas beyond what is wanted are there until they have ended", _ => On("FindAsync", (_, call) => Found(call, Wanted)));
        yield return Engine("what is removed is gone", "Ending: removed apps are listed until they have ended", _ =>
            On("ListAsync", (_, call) => Result(Now<EngineListing>(call) with { Ending = [] })));
        yield return Engine("what is started again runs beside the former", "Ending: an app that is started again never runs beside what still ends", _ =>
            On("FindAsync", (_, call) => Found(call, a => a.Desired.IsStopped ? a : a with { Replicas = [.. a.Replicas, .. a.Replicas.Where(r => !r.IsCurrent)] })));
        yield return Engine("an app is made up", "Engine failure: what is not there is not found", inner =>
            On("GetUsageAsync", (_, _) => Result<IReadOnlyList<ReplicaUsage>>([new ReplicaUsage("none", 0, 0)])));
        yield return Engine("cancellation is ignored", "Engine failure: cancelled calls throw and nothing has happened", _ =>
            (_, args, call) => args.Length > 0 && args[^1] is CancellationToken ? With(args, args.Length - 1, CancellationToken.None, call) : call());
        yield return new Broken<WorkloadEngineHarness>("a failure looks like no such app", "Engine failure: an engine that does not answer says so in every verb", () =>
        {
            WorkloadEngineHarness harness = Create(engine => engine);
            return new WorkloadEngineHarness(Interceptor.Before(harness.Engine, On("FindAsync", (_, call) => Catching<WorkloadEngineException>(call, () => Result<EngineApp?>(null)))))
            {
                Patience = Patience,
                BreakAsync = harness.BreakAsync,
            };
        });
    }

    private static Broken<WorkloadEngineHarness> Engine(string fault, string caughtBy, Func<IWorkloadEngine, Around> around) =>
        new(fault, caughtBy, () => Create(inner => Interceptor.Before(inner, around(inner))));

    private static DesiredApp Desired(object?[] args) => (DesiredApp)args[0]!;

    private static DesiredApp Changed(object?[] args, Func<DesiredApp, DesiredApp> change) => change(Desired(args));

    private static ValueTask<EngineApp?> Found(Func<object?> call, Func<EngineApp, EngineApp> change) => Result<EngineApp?>(Now<EngineApp?>(call) is { } app ? change(app) : null);

    private static EngineApp Wanted(EngineApp app) => app with { Replicas = [.. app.Replicas.Where(r => r.IsCurrent)] };

    private static AppKey ById(AppKey key) => new(new TenantReference(key.Tenant.Id, TestTenants.Tenant(key.Tenant.Id.Value).Uid), key.Namespace, key.Name);

    /// <summary>Looks, lets others look, and then applies over whatever is there.</summary>
    private static Around Racing(IWorkloadEngine inner, bool isNew)
    {
        int looking = 0;
        return On("ApplyAsync", (args, call) =>
        {
            if ((Desired(args).Generation == 1) != isNew)
            {
                return call();
            }

            Interlocked.Increment(ref looking);
            return LaterAsync();

            async ValueTask<EngineApp> LaterAsync()
            {
                EngineApp? seen = await inner.FindAsync(Desired(args).Key);
                for (int i = 0; i < 1000 && Volatile.Read(ref looking) < 8; i++)
                {
                    await Task.Delay(1);
                }

                while (true)
                {
                    try
                    {
                        if (isNew)
                        {
                            await inner.RemoveAsync(Desired(args).Key, null);
                            return await inner.ApplyAsync(Desired(args), 0);
                        }

                        EngineApp now = (await inner.FindAsync(Desired(args).Key))!;
                        return await inner.ApplyAsync(Desired(args) with { Generation = now.Desired.Generation + 1 }, now.Desired.Generation);
                    }
                    catch (GenerationConflictException)
                    {
                        // Whoever comes last stays.
                    }
                }
            }
        });
    }

    private static async IAsyncEnumerable<EngineChange> FirstOf(IAsyncEnumerable<EngineChange> changes)
    {
        await foreach (EngineChange change in changes)
        {
            yield return change;
            yield break;
        }
    }
}
