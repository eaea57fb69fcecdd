using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

public sealed class SqliteStoreTests
{
    private const string Hostile = "Robert'); DROP TABLE tenants;-- \"\\ %_ \u00e9\u0130\uFFFD \U0001F9E8\U0010FFFF {0} @id :p $1 ?";

    private static readonly TenantId Acme = TenantId.Parse("acme");

    /// <summary>Longer than any test takes.</summary>
    private static readonly TimeSpan LongLease = TimeSpan.FromHours(1);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_that_starts_again_finds_everything()
    {
        await using SqliteFile file = new();
        Tenant created;
        IReadOnlyList<Allocation> held;
        await using (ServiceProvider host = await file.StartMigratedAsync(Cancelled))
        {
            created = await CreateAsync(host, "acme", new ResourceQuotas { CpuCores = 8, Other = new Dictionary<string, decimal> { ["gpu"] = 2 } });
            IQuotaManager quotas = host.GetRequiredService<IQuotaManager>();
            await quotas.ReserveAsync(
                Acme,
                new ResourceAmounts { CpuCores = 7.5m, Containers = 3, Other = new Dictionary<string, decimal> { ["gpu"] = 1 } },
                new ReservationOptions { AllocationId = "kept" },
                Cancelled);
            await quotas.CommitAsync(Acme, "kept", cancellationToken: Cancelled);
            await host.GetRequiredService<IAccessManager>().AddGroupMemberAsync("staff", "ulrich", Cancelled);
            held = await quotas.ListAllocationsAsync(Acme, new AllocationQuery(), Cancelled);
        }

        ServiceProvider again = file.Start();

        (await again.GetRequiredService<ITenantManager>().GetTenantAsync(Acme, Cancelled)).Should().Be(created);
        (await again.GetRequiredService<IQuotaManager>().ListAllocationsAsync(Acme, new AllocationQuery(), Cancelled)).Should().Equal(held);
        (await again.GetRequiredService<IAccessManager>().ListGroupMembersAsync("staff", Cancelled)).Should().Equal("ulrich");
        IReadOnlyList<TenancyEvent> log = (await again.GetRequiredService<ITenantStore>().ReadEventsAsync(new EventQuery { Limit = 1_000 }, Cancelled)).Events;
        log.Select(e => e.GetType().Name).Should().Equal("TenantCreated", "TenantStatusChanged", "QuotaThresholdCrossed", "GroupMemberAdded");
        log.Select(e => e.Sequence).Should().Equal(1, 2, 3, 4);
    }

    [Fact]
    public async Task Wait_from_beyond_the_end_of_a_restored_log_ends_at_once()
    {
        await using SqliteFile file = new();
        await using ServiceProvider host = await file.StartMigratedAsync(Cancelled);
        await CreateAsync(host, "acme", ResourceQuotas.Unlimited);
        ITenantStore store = host.GetRequiredService<ITenantStore>();
        long newest = (await store.ReadEventsAsync(new EventQuery { NewestFirst = true, Limit = 1 }, Cancelled)).NewestSequence;

        Task wait = store.WaitForEventsAsync(newest + 50, Cancelled).AsTask();

        await wait.Invoking(w => w.WaitAsync(TimeSpan.FromSeconds(10), Cancelled)).Should().NotThrowAsync("who followed the log before the backup has lost track");
    }

    [Fact]
    public async Task Text_is_stored_as_it_is()
    {
        await using SqliteFile file = new();
        ServiceProvider host = await file.StartMigratedAsync(Cancelled);
        ITenantManager tenants = host.GetRequiredService<ITenantManager>();
        IQuotaManager quotas = host.GetRequiredService<IQuotaManager>();
        Tenant created = await tenants.CreateTenantAsync(
            new TenantSpec
            {
                Id = Acme,
                Name = Hostile,
                OwnerId = Hostile,
                Description = Hostile + "\r\n\tand more",
                Labels = new Dictionary<string, string> { [Hostile[..40]] = Hostile[..50] },
                Namespaces = ["drop", "table"],
            },
            Cancelled);
        await quotas.ReserveAsync(
            Acme, new ResourceAmounts { Containers = 1 }, new ReservationOptions { AllocationId = Hostile, Source = Hostile, Lease = LongLease }, Cancelled);
        await tenants.SuspendTenantAsync(Acme, Hostile, Cancelled);

        ServiceProvider again = file.Start();
        ITenantStore store = again.GetRequiredService<ITenantStore>();

        Tenant found = (await store.FindAsync(Acme, Cancelled))!;
        (found.Name, found.OwnerId, found.Description, found.StatusReason).Should().Be((Hostile, Hostile, created.Description, Hostile));
        found.Labels.Should().Equal(created.Labels);
        (await store.FindByNameAsync(Hostile.ToLowerInvariant(), Cancelled)).Should().Be(found);
        (await store.ListAsync(new TenantQuery { OwnerId = Hostile }, Cancelled)).Should().Equal(found);
        Allocation held = (await again.GetRequiredService<IQuotaManager>().ListAllocationsAsync(
            Acme, new AllocationQuery { Source = Hostile }, Cancelled)).Single();
        (held.Id, held.Source).Should().Be((Hostile, Hostile));
        (await store.ReleaseAsync(Acme, Hostile, null, onlyHeld: false, Cancelled)).Should().BeTrue();
        (await store.ReadEventsAsync(new EventQuery { Tenant = Acme, Limit = 1 }, Cancelled)).Events.Single().Should().BeOfType<TenantCreated>().Which.Tenant.Name.Should().Be(Hostile);
    }

    [Fact]
    public async Task Hosts_at_once_never_admit_more_than_the_limit()
    {
        await using SqliteFile file = new();
        ServiceProvider[] hosts = [await file.StartMigratedAsync(Cancelled), file.Start(), file.Start()];
        await CreateAsync(hosts[0], "acme", new ResourceQuotas { Containers = 10 });

        bool[] admitted = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(
            async () => (await hosts[i % hosts.Length].GetRequiredService<IQuotaManager>().TryReserveAsync(
                Acme, new ResourceAmounts { Containers = 1 + (i % 3) }, new ReservationOptions { Lease = LongLease }, Cancelled)).IsAdmitted,
            Cancelled)));

        TenantUsage usage = await hosts[1].GetRequiredService<IQuotaManager>().GetUsageAsync(Acme, Cancelled);
        usage[ResourceNames.Containers].Total.Should().BeInRange(9, 10);
        usage.Held.Should().Be(admitted.Count(a => a));
    }

    [Fact]
    public async Task Waiting_for_another_process_can_be_cancelled_and_is_transient_when_it_takes_too_long()
    {
        await using SqliteFile file = new();
        await file.StartMigratedAsync(Cancelled);
        ITenantStore patient = file.Start().GetRequiredService<ITenantStore>();
        ITenantStore store = file.Start(connectionString: file.ConnectionString + ";Default Timeout=1").GetRequiredService<ITenantStore>();
        await using SqliteConnection other = new(file.ConnectionString);
        await other.OpenAsync(Cancelled);
        await using SqliteTransaction begun = other.BeginTransaction(deferred: false);
        using CancellationTokenSource cancel = new(TimeSpan.FromMilliseconds(100));

        Func<Task> cancelled = () => patient.ReleaseAsync(Acme, "a", null, onlyHeld: false, cancel.Token).AsTask();
        Func<Task> late = () => store.ReleaseAsync(Acme, "a", null, onlyHeld: false, Cancelled).AsTask();

        await cancelled.Should().ThrowAsync<OperationCanceledException>();
        (await late.Should().ThrowAsync<TenancyStoreException>()).Which.IsTransient.Should().BeTrue();
        (await store.FindAsync(Acme, Cancelled)).Should().BeNull("readers wait for no writer");
        begun.Rollback();
        await late.Should().NotThrowAsync();
    }

    [Fact]
    public async Task Failure_within_a_write_leaves_nothing_done_and_nothing_locked()
    {
        await using SqliteFile file = new();
        ServiceProvider host = await file.StartMigratedAsync(Cancelled);
        await CreateAsync(host, "acme", ResourceQuotas.Unlimited);
        await file.ExecuteAsync("CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'disk full'); END");
        ITenantManager tenants = host.GetRequiredService<ITenantManager>();

        Func<Task> update = () => tenants.UpdateTenantAsync(Acme, t => t with { Name = "Other", Namespaces = ["other"] }, cancellationToken: Cancelled).AsTask();

        (await update.Should().ThrowAsync<TenancyStoreException>().WithMessage("*disk full*")).Which.IsTransient.Should().BeFalse();
        Tenant found = (await host.GetRequiredService<ITenantStore>().FindAsync(Acme, Cancelled))!;
        (found.Name, found.Namespaces.Count).Should().Be(("acme", 0));
        await file.ExecuteAsync("DROP TRIGGER full");
        await update.Should().NotThrowAsync();
    }

    [Fact]
    public async Task Row_that_is_no_tenant_is_a_failure_not_an_absent_tenant()
    {
        await using SqliteFile file = new();
        ServiceProvider host = await file.StartMigratedAsync(Cancelled);
        await CreateAsync(host, "acme", ResourceQuotas.Unlimited);
        await file.ExecuteAsync("UPDATE tenants SET status = 99");

        Func<Task> find = () => host.GetRequiredService<ITenantStore>().FindAsync(Acme, Cancelled).AsTask();

        await find.Should().ThrowAsync<TenancyStoreException>().WithMessage("*'acme' cannot be read*");
    }

    private static async Task<Tenant> CreateAsync(ServiceProvider host, string id, ResourceQuotas quotas) =>
        await host.GetRequiredService<ITenantManager>().CreateTenantAsync(
            new TenantSpec { Id = TenantId.Parse(id), Name = id, OwnerId = "olivia", ResourceQuotas = quotas }, Cancelled);
}
