using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Benchmarks;

/// <summary>
/// Tenancy as a host registers it, with so many tenants, and beside it what a host without it would have: a dictionary of as
/// many. One for each number of tenants, metered and not, shared by all benchmarks: making a million takes longer than measuring them.
/// </summary>
internal sealed class Host
{
    private static readonly ConcurrentDictionary<(int Tenants, bool IsMetered), Host> Hosts = new();

    private Host(int tenants, bool isMetered)
    {
        int[] numbers = [.. Enumerable.Range(0, tenants)];
        new Random(tenants).Shuffle(numbers);

        // Straight into the store: what is measured is a host that is up, not how it came there.
        ServiceProvider services = new ServiceCollection().AddHivemindTenancy(options => (options.AllowNoContext, options.Metering) = (true, isMetered)).Services.BuildServiceProvider();
        ITenantStore store = services.GetRequiredService<ITenantStore>();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (int number in numbers)
        {
            Tenant tenant = TenantStrings.Of(number).ToTenant(Now);
            Sync.Get(store.AddAsync(tenant, new TenantCreated { OccurredAt = Now, TenantId = tenant.Id, Tenant = tenant }, null, CancellationToken.None));
        }

        BytesOfTenant = (GC.GetTotalMemory(forceFullCollection: true) - before) / tenants;

        // Records and strings of its own, one after the other, so that it lies in memory as it would without us.
        Ids = new TenantId[tenants];
        for (int i = 0; i < tenants; i++)
        {
            Tenant tenant = TenantStrings.Of(numbers[i]).ToTenant(Now);
            Bare[tenant.Id.Value] = tenant;
            Ids[i] = tenant.Id;
        }

        Keys = RandomKeys.Make(tenants, random => RandomKeys.Copy(Ids[random.Next(tenants)]));
        Tenants = services.GetRequiredService<ITenantManager>();
        Access = services.GetRequiredService<IAccessManager>();
        Quotas = services.GetRequiredService<IQuotaManager>();
    }

    public ITenantManager Tenants { get; }

    public IAccessManager Access { get; }

    public IQuotaManager Quotas { get; }

    /// <summary>The bare primitive.</summary>
    public ConcurrentDictionary<string, Tenant> Bare { get; } = new();

    /// <summary>Every tenant, in no order.</summary>
    public TenantId[] Ids { get; }

    /// <summary>Which tenants are asked for.</summary>
    public TenantId[] Keys { get; }

    /// <summary>What the store takes for one tenant, its strings included, on average.</summary>
    public long BytesOfTenant { get; }

    private static DateTimeOffset Now => new(2024, 6, 7, 0, 0, 0, TimeSpan.Zero);

    public static Host With(int tenants, bool isMetered = false) => Hosts.GetOrAdd((tenants, isMetered), key => new Host(key.Tenants, key.IsMetered));

    /// <summary>What the strings of one tenant take.</summary>
    public static long BytesOfStrings()
    {
        const int count = 10_000;
        long before = GC.GetAllocatedBytesForCurrentThread();
        TenantStrings[] strings = new TenantStrings[count];
        for (int i = 0; i < count; i++)
        {
            strings[i] = TenantStrings.Of(i);
        }

        return ((GC.GetAllocatedBytesForCurrentThread() - before) / count) - Unsafe.SizeOf<TenantStrings>();
    }
}
