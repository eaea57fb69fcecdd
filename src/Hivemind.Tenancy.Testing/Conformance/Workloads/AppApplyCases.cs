using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Testing;

/// <summary>Recording what is wanted, and bringing it about.</summary>
internal sealed class AppApplyCases : WorkloadCases
{
    public async Task RecordsWhatIsWanted()
    {
        DesiredApp wanted = await WantedAsync();
        wanted = wanted with
        {
            ChangeId = Guid.NewGuid(),
            Former = wanted with { IsStopped = true },
            Spec = wanted.Spec with
            {
                PerReplica = new ResourceAmounts { CpuCores = 0.25m, MemoryBytes = 32 << 20 },
                Arguments = wanted.Spec.Command.Count > 0 ? [] : ["--say", "\"a b\" $HOME 'c' \\ ; ünïcödé"],
                Environment = new Dictionary<string, string> { ["GREETING"] = "two\nlines, \"quoted\" and = signs" },
                Labels = new Dictionary<string, string> { ["team"] = "blue, \"quoted\"" },
                Ports = [new AppPort(8080), new AppPort(53, PortProtocol.Udp)],
            },
        };

        EngineApp applied = await Engine.ApplyAsync(wanted, 0, Cancellation);

        Expect.Equal(wanted, applied.Desired);
        Expect.Equal(wanted, (await FindAsync(Key())).Desired);
        Expect.Equal(wanted, Expect.NotNull(await Harness.SecondHost.FindAsync(Key(), Cancellation), "another host sees it").Desired);
    }

    public async Task BecomesReady()
    {
        await ApplyAsync(await WantedAsync());
        EngineApp app = await UntilReadyAsync(Key());
        Expect.Equal(2, app.Replicas.Count);
        Expect.Equal(2, app.Replicas.Select(r => r.Id).Distinct().Count(), "each has an id of its own");
        Expect.True(app.Replicas.All(r => r is { IsCurrent: true, State: ReplicaState.Ready, ExitCode: null }), "every replica current, ready, and not ended");
    }

    public async Task IsRepeatedHarmlessly()
    {
        DesiredApp wanted = await ApplyAsync(await WantedAsync());
        EngineApp ready = await UntilReadyAsync(Key());
        EngineApp again = await Harness.SecondHost.ApplyAsync(wanted, 0, Cancellation);
        Expect.Equal(wanted, again.Desired);
        Expect.Sequence(ready.Replicas.Select(r => r.Id), (await UntilReadyAsync(Key())).Replicas.Select(r => r.Id));
    }

    public async Task RefusesANewOneWhereThereIsOne()
    {
        DesiredApp wanted = await ApplyAsync(await WantedAsync());
        GenerationConflictException conflict = await Expect.ThrowsAsync<GenerationConflictException>(
            async () => await Engine.ApplyAsync(wanted with { Instance = Guid.NewGuid() }, 0, Cancellation));
        Expect.Equal(1, conflict.Found);
        Expect.Equal(wanted, (await FindAsync(Key())).Desired, "nothing was changed");
    }

    public async Task RefusesAGenerationThatIsNotThere()
    {
        DesiredApp first = await ApplyAsync(await WantedAsync());
        DesiredApp second = await ApplyAsync(Next(first) with { Spec = first.Spec with { Replicas = 1 } });
        await Expect.ThrowsAsync<GenerationConflictException>(async () => await Engine.ApplyAsync(Next(first) with { Spec = first.Spec with { Replicas = 3 } }, 1, Cancellation));
        await Expect.ThrowsAsync<GenerationConflictException>(async () => await Engine.ApplyAsync(second with { Generation = 4 }, 3, Cancellation));
        await Expect.ThrowsAsync<GenerationConflictException>(async () => await Engine.ApplyAsync(Next(first) with { Key = Key("absent") }, 1, Cancellation));
        Expect.Equal(second, (await FindAsync(Key())).Desired, "nothing was changed");
        Expect.Null(await Engine.FindAsync(Key("absent"), Cancellation));
    }

    public async Task RefusesAChangeOfAnAppThatWasMadeAnew()
    {
        DesiredApp former = await ApplyAsync(await WantedAsync());
        await Engine.RemoveAsync(Key(), null, Cancellation);
        DesiredApp wanted = await ApplyAsync(await WantedAsync());
        await Expect.ThrowsAsync<GenerationConflictException>(async () => await Engine.ApplyAsync(Next(former) with { IsStopped = true }, 1, Cancellation));
        Expect.Equal(wanted, (await FindAsync(Key())).Desired, "it is another");
    }

    public async Task TakesTwoChangesThatSayTheSameForTwo()
    {
        DesiredApp first = await ApplyAsync(await WantedAsync(replicas: 1));
        DesiredApp mine = await ApplyAsync(Next(first) with { ChangeId = Guid.NewGuid(), Former = first, Spec = first.Spec with { Replicas = 2 } });
        DesiredApp yours = mine with { ChangeId = Guid.NewGuid() };
        await Expect.ThrowsAsync<GenerationConflictException>(async () => await Engine.ApplyAsync(yours, 1, Cancellation));
        Expect.True(!await Engine.RemoveAsync(Key(), yours, Cancellation), "a removal of the other's to do nothing");
        Expect.Equal(mine, (await FindAsync(Key())).Desired, "nothing was changed");
        string[] before = [.. (await UntilReadyAsync(Key())).Replicas.Select(r => r.Id)];
        DesiredApp finished = await ApplyAsync(Next(mine) with { ChangeId = null, Former = null });
        EngineApp app = await UntilReadyAsync(Key());
        Expect.Equal(finished, app.Desired);
        Expect.True(before.All(id => app.Replicas.Any(r => r.Id == id)), "what runs to run on when a change is finished");
    }

    public async Task OneOfManyAtOnceIsRecorded()
    {
        DesiredApp first = await ApplyAsync(await WantedAsync(replicas: 1));
        IReadOnlyList<bool> won = await AtOnceAsync(8, async i =>
        {
            try
            {
                DesiredApp wanted = Next(first) with { Spec = first.Spec with { Labels = new Dictionary<string, string> { ["number"] = $"{i}" } } };
                await (i % 2 == 0 ? Engine : Harness.SecondHost).ApplyAsync(wanted, 1, Cancellation);
                return true;
            }
            catch (GenerationConflictException)
            {
                return false;
            }
        });
        Expect.Equal(1, won.Count(w => w), "each is another change of the same generation");
        string winner = $"{won.ToList().IndexOf(true)}";
        Expect.Equal(winner, (await FindAsync(Key())).Desired.Spec.Labels["number"]);
    }

    public async Task OneOfManyNewAtOnceIsRecorded()
    {
        DesiredApp wanted = await WantedAsync(replicas: 1);
        IReadOnlyList<Guid?> won = await AtOnceAsync<Guid?>(8, async i =>
        {
            DesiredApp mine = wanted with { Instance = Guid.NewGuid() };
            try
            {
                await (i % 2 == 0 ? Engine : Harness.SecondHost).ApplyAsync(mine, 0, Cancellation);
                return mine.Instance;
            }
            catch (GenerationConflictException)
            {
                return null;
            }
        });
        Expect.Equal(1, won.Count(w => w is not null), "each is another app of the same key");
        Expect.Equal(won.Single(w => w is not null), (Guid?)(await FindAsync(Key())).Desired.Instance);
    }

    public async Task MoreLeavesWhatRunsAlone()
    {
        DesiredApp wanted = await ApplyAsync(await WantedAsync());
        string[] before = [.. (await UntilReadyAsync(Key())).Replicas.Select(r => r.Id)];
        wanted = await ApplyAsync(Next(wanted) with { Spec = wanted.Spec with { Replicas = 3 } });
        EngineApp more = await UntilReadyAsync(Key());
        Expect.Equal(3, more.Replicas.Count);
        Expect.True(before.All(id => more.Replicas.Any(r => r.Id == id)), "what ran to run on");
        await ApplyAsync(Next(wanted) with { Spec = wanted.Spec with { Replicas = 1 } });
        EngineApp fewer = await UntilAsync(Key(), a => a.IsReady && a.Replicas.Count == 1, "one replica");
        Expect.True(more.Replicas.Any(r => r.Id == fewer.Replicas[0].Id), "one of those that ran to run on");
    }

    public async Task AChangeReplacesEveryReplica()
    {
        DesiredApp wanted = await ApplyAsync(await WantedAsync());
        string[] before = [.. (await UntilReadyAsync(Key())).Replicas.Select(r => r.Id)];
        await ApplyAsync(Next(wanted) with { Spec = wanted.Spec with { Environment = new Dictionary<string, string> { ["A"] = "1" } } });
        EngineApp changed = await UntilReadyAsync(Key());
        Expect.Equal(2, changed.Replicas.Count(r => r.State == ReplicaState.Ready));
        Expect.True(!changed.Replicas.Any(r => before.Contains(r.Id) && r.State == ReplicaState.Ready), "every replica to be a new one");
    }

    public async Task KeepsWhatIsStopped()
    {
        DesiredApp wanted = await ApplyAsync(await WantedAsync());
        await UntilReadyAsync(Key());
        DesiredApp stopped = await ApplyAsync(Next(wanted) with { IsStopped = true });
        EngineApp app = await UntilAsync(Key(), a => !a.Replicas.Any(r => r.State is ReplicaState.Running or ReplicaState.Ready), "nothing running");
        Expect.Equal(stopped, app.Desired);
        Expect.True(!app.IsHeld, "nothing to be held for a stopped app");
        Expect.Sequence([stopped], (await ListAsync(Acme)).Select(a => a.Desired), "zero replicas are kept");
        await ApplyAsync(Next(stopped) with { IsStopped = false });
        await UntilReadyAsync(Key());
    }

    public async Task KeepsWhatIsSuspended()
    {
        DesiredApp wanted = await ApplyAsync(await WantedAsync());
        await UntilReadyAsync(Key());
        DesiredApp suspended = await ApplyAsync(Next(wanted) with { IsSuspended = true });
        EngineApp app = await UntilAsync(Key(), a => !a.Replicas.Any(r => r.State is ReplicaState.Running or ReplicaState.Ready), "nothing running");
        Expect.Equal(suspended, app.Desired);
        Expect.True(app.IsHeld, "everything to be held for a suspended app");
        await ApplyAsync(Next(suspended) with { IsSuspended = false });
        Expect.Equal(2, (await UntilReadyAsync(Key())).Replicas.Count);
    }

    public async Task KeepsAppsOfTenantsApart()
    {
        DesiredApp acmes = await ApplyAsync(await WantedAsync());
        DesiredApp betas = await ApplyAsync(await WantedAsync(tenant: Beta));
        DesiredApp formers = await ApplyAsync(await WantedAsync(tenant: new TenantReference(Acme.Id, TenantUid.NewUid())));
        foreach (DesiredApp wanted in new[] { acmes, betas, formers })
        {
            Expect.Equal(wanted, (await FindAsync(wanted.Key)).Desired, "same namespace and name, another tenant");
        }
    }

    public async Task NeverLooksAtTheAmbientContext()
    {
        DesiredApp wanted = await WantedAsync();
        using TenantScope scope = new TenantContext(Beta, "bob").Enter();
        await ApplyAsync(wanted);
        Expect.Equal(wanted, (await FindAsync(Key())).Desired);
        Expect.Equal(1, (await ListAsync()).Count);
    }
}
