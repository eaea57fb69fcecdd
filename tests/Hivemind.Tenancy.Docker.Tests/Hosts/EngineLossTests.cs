namespace Hivemind.Tenancy.Docker.Tests.Hosts;

/// <summary>The engine of two hosts is killed, and comes back.</summary>
public sealed class EngineLossTests(PostgresServer server)
{
    [Fact]
    public async Task Hosts_say_that_they_do_not_know_free_nothing_and_agree_when_it_is_back()
    {
        await using DockerDaemon own = new();
        await own.InitializeAsync();
        await using HostBench bench = await HostBench.CreateAsync(own, server, new ResourceQuotas { Containers = 10, Services = 2 });
        await using WorkloadProcess other = await bench.StartWorkerAsync();
        await DoneAsync(other, "deploy acme shop 2 port own");
        await DoneAsync(other, "deploy acme plain 1");
        await bench.AgreeAsync();
        IReadOnlyList<Allocation> before = await bench.HeldAsync();
        before.Should().HaveCount(2);

        await own.KillAsync();

        try
        {
            await ShouldNotKnowAsync(bench, other, before);
        }
        finally
        {
            await own.StartAsync();
        }

        await bench.AgreeAsync();
        (await bench.HeldAsync()).Select(a => a.Id).Should().BeEquivalentTo(before.Select(a => a.Id));
        await DoneAsync(other, "scale acme shop 3");
        await DoneAsync(other, "remove acme plain");
        await bench.AgreeAsync();
        (await bench.ContainersAsync("replica")).Should().HaveCount(3);
        await DoneAsync(other, "remove acme shop");
        await bench.NothingLeftAsync();
        await bench.AgreeAfterLeasesAsync();
    }

    /// <summary>What is not known is neither said to be absent nor freed, for longer than hosts reconcile.</summary>
    private static async Task ShouldNotKnowAsync(HostBench bench, WorkloadProcess other, IReadOnlyList<Allocation> before)
    {
        Func<Task>[] unknown =
        [
            async () => await bench.Apps.FindAppAsync(bench.Acme, "web", "shop", Bench.Stop),
            async () => await bench.Apps.FindAppAsync(bench.Acme, "web", "absent", Bench.Stop),
            async () => await bench.Apps.ListAppsAsync(bench.Acme, cancellationToken: Bench.Stop),
            async () => await bench.Apps.ListVolumesAsync(bench.Acme, Bench.Stop),
            async () => await bench.Apps.RemoveAsync(bench.Acme, "web", "shop", cancellationToken: Bench.Stop),
            async () => await bench.Apps.StopAsync(bench.Acme, "web", "shop", cancellationToken: Bench.Stop),
            async () => await bench.Apps.CreateVolumeAsync(bench.Acme, "web", "vol", 1, Bench.Stop),
        ];
        foreach (Func<Task> ask in unknown)
        {
            await ask.Should().ThrowAsync<WorkloadEngineException>();
        }

        foreach (string command in new[] { "deploy acme late 1", "scale acme shop 3", "remove acme plain" })
        {
            await other.TellAsync(command);
            (await other.AnswerAsync()).Should().StartWith("failed WorkloadEngineException");
        }

        IAppReconciler reconciler = (IAppReconciler)bench.Host.Services.GetService(typeof(IAppReconciler))!;
        (await reconciler.ReconcileAsync(Bench.Stop)).Should().BeFalse();
        reconciler.Health.Should().ContainSingle().Which.IsHealthy.Should().BeFalse();
        await Task.Delay(WorkloadWorker.HostPlan.Interval * 1.5, Bench.Stop);
        (await bench.HeldAsync()).Select(a => (a.Id, a.Amounts, a.IsCommitted)).Should().Equal(before.Select(a => (a.Id, a.Amounts, a.IsCommitted)));
    }

    private static async Task DoneAsync(WorkloadProcess worker, string command)
    {
        await worker.TellAsync(command);
        (await worker.AnswerAsync()).Should().StartWith("done");
    }
}
