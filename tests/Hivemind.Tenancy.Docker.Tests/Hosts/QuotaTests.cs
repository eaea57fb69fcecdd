namespace Hivemind.Tenancy.Docker.Tests.Hosts;

/// <summary>Host processes that deploy at once on one PostgreSQL and one engine.</summary>
public sealed class QuotaTests(DockerDaemon daemon, PostgresServer server)
{
    private const int Hosts = 8;

    [Fact]
    public async Task Eight_hosts_get_exactly_what_fits_of_three_containers_and_one_service()
    {
        await using HostBench bench = await HostBench.CreateAsync(daemon, server, new ResourceQuotas { Containers = 3, Services = 1 });
        WorkloadProcess[] workers = await Task.WhenAll(Enumerable.Range(0, Hosts).Select(_ => bench.StartWorkerAsync()));
        try
        {
            string[] services = await AtOnceAsync(workers, i => $"deploy acme shop{i} 1 port");
            services.Count(a => a == "done deploy").Should().Be(1, "one service is allowed: {0}", string.Join('\n', services));
            services.Count(a => a.StartsWith("failed QuotaExceededException", StringComparison.Ordinal)).Should().Be(Hosts - 1, string.Join('\n', services));

            string[] containers = await AtOnceAsync(workers, i => $"deploy acme plain{i} 1");
            containers.Count(a => a == "done deploy").Should().Be(2, "two containers are left: {0}", string.Join('\n', containers));
            containers.Count(a => a.StartsWith("failed QuotaExceededException", StringComparison.Ordinal)).Should().Be(Hosts - 2, string.Join('\n', containers));

            int owner = Array.FindIndex(services, a => a == "done deploy");
            string[] fourth = await AtOnceAsync(workers, _ => $"scale acme shop{owner} 2");
            fourth.Should().OnlyContain(a => a.StartsWith("failed QuotaExceededException", StringComparison.Ordinal) && a.Contains("containers", StringComparison.OrdinalIgnoreCase));

            await bench.AgreeAsync();
            (await bench.ContainersAsync("replica")).Should().HaveCount(3);
            IReadOnlyList<Allocation> held = await bench.HeldAsync();
            held.Sum(a => a.Amounts.Containers).Should().Be(3);
            held.Sum(a => a.Amounts.Services).Should().Be(1);
        }
        finally
        {
            await Task.WhenAll(workers.Select(w => w.DisposeAsync().AsTask()));
        }
    }

    private static async Task<string[]> AtOnceAsync(WorkloadProcess[] workers, Func<int, string> command)
    {
        await Task.WhenAll(workers.Select((w, i) => w.TellAsync(command(i))));
        return await Task.WhenAll(workers.Select(w => w.AnswerAsync()));
    }
}
