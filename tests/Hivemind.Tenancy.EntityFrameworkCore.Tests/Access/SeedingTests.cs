namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Hosts that start at once on one database, each with the same tenants to begin with.</summary>
public sealed class SeedingTests(AccessDatabases databases) : IClassFixture<AccessDatabases>
{
    private const int Rounds = 8;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task Two_hosts_with_16_tasks_make_one_tenant_though_provisioners_fail_first(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        FailingProvisioner provisioner = new();
        AccessHost[] hosts = [await database.StartAsync(cached: true, provisioner), await database.StartAsync(cached: true, provisioner)];
        for (int round = 0; round < Rounds; round++)
        {
            TenantSpec spec = new() { Id = TenantId.Parse($"tenant-{round}"), Name = $"Tenant {round}", OwnerId = AccessHost.Owner, Namespaces = [$"web-{round}"] };
            provisioner.FailNext(round % 4);

            Tenant[] tenants = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => EnsureAsync(hosts[i % 2], spec), Cancellation)));

            tenants.Should().OnlyContain(t => t == tenants[0] && t.Status == TenantStatus.Active && t.StatusReason == null);
            IReadOnlyList<TenancyEvent> log = (await hosts[0].Store.ReadEventsAsync(new EventQuery { Tenant = spec.Id }, Cancellation)).Events;
            log.OfType<TenantCreated>().Should().ContainSingle();
            log.OfType<TenantStatusChanged>().Where(e => e.To == TenantStatus.Active).Should().ContainSingle();
        }
    }

    /// <summary>Tries again when a provisioner failed, as a host does that is started again.</summary>
    private static async Task<Tenant> EnsureAsync(AccessHost host, TenantSpec spec)
    {
        while (true)
        {
            try
            {
                return await host.Tenants.EnsureTenantAsync(spec, Cancellation);
            }
            catch (TenantProvisioningException)
            {
                // It fails a bounded number of times.
            }
        }
    }

    private sealed class FailingProvisioner : ITenantProvisioner
    {
        private int _failures;

        public void FailNext(int times) => Volatile.Write(ref _failures, times);

        public ValueTask ProvisionAsync(Tenant tenant, CancellationToken cancellationToken) =>
            Interlocked.Decrement(ref _failures) >= 0 ? throw new InvalidOperationException("no disk") : ValueTask.CompletedTask;

        public ValueTask SuspendAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask ResumeAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DeprovisionAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
