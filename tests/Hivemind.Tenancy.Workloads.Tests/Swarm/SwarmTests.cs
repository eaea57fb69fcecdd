using System.Collections.Concurrent;
using System.Globalization;

namespace Hivemind.Tenancy.Workloads.Tests.Swarm;

/// <summary>
/// 200 apps and jobs of 20 tenants, and volumes, changed at random by callers who work at the same time, while tenants are suspended and
/// resumed, everything is reconciled, and what each tenant holds is looked at.
/// </summary>
public sealed class SwarmTests(ITestOutputHelper output)
{
    private const int Tenants = 20;
    private const int Callers = 8;
    private const int Limit = 14;
    private const int Services = 5;
    private const long Storage = 60;

    private static readonly string[] FailingVerbs =
    [
        nameof(IWorkloadEngine.ApplyAsync), nameof(IWorkloadEngine.RemoveAsync), nameof(IWorkloadEngine.FindAsync),
        nameof(IWorkloadEngine.CreateVolumeAsync), nameof(IWorkloadEngine.RemoveVolumeAsync), nameof(IWorkloadEngine.ListAsync),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>How many steps each caller makes: HIVEMIND_SWARM, or a few.</summary>
    private static int Steps => int.Parse(Environment.GetEnvironmentVariable("HIVEMIND_SWARM") ?? "500", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ledger_engine_and_model_agree_when_everybody_is_done(bool isEngineFailing)
    {
        int seed = int.Parse(Environment.GetEnvironmentVariable("HIVEMIND_SEED") ?? $"{Random.Shared.Next()}", CultureInfo.InvariantCulture);
        output.WriteLine($"HIVEMIND_SEED={seed}");
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.AddNode(new Node("second"));
        platform.Engine.JobsEndAtOnce = false;
        SwarmTenant[] tenants = await CreateAsync(platform, isEngineFailing);
        Disturbance disturbance = new(seed);
        platform.Engine.Faults.Before = disturbance.BeforeAsync;

        using CancellationTokenSource done = new();
        Task beside = Task.WhenAll(
            Task.Run(() => TickAsync(platform, done.Token), Cancellation),
            Task.Run(() => ReconcileAsync(platform, done.Token), Cancellation),
            Task.Run(() => WatchAsync(platform, tenants, done.Token), Cancellation));
        Tally tally = new();
        Task working = Task.WhenAll(Enumerable.Range(0, Callers).Select(i => Task.Run(() => CallAsync(platform, tenants, new Random(seed + i), isEngineFailing, tally), Cancellation)));
        await Task.WhenAny(working, beside);
        if (beside.IsFaulted)
        {
            await beside;
        }

        await working;
        await done.CancelAsync();
        await beside;
        output.WriteLine(tally.ToString());

        await SettleAsync(platform);
        tally[nameof(IAppManager.DeployAsync)].Should().BeGreaterThan(200);
        foreach (SwarmTenant one in tenants)
        {
            await platform.ShouldAgreeAsync(one.Tenant);
            output.WriteLine($"{one.Tenant.Id}: {await one.CompareAsync(platform)}");
        }

        tenants.Sum(t => t.Compared).Should().BeGreaterThan(100, "the model knows most of them");
        foreach (SwarmTenant one in tenants)
        {
            await one.RemoveAllAsync(platform);
            await platform.ShouldAgreeAsync(one.Tenant);
            (await platform.Host.Quotas.ListAllocationsAsync(one.Tenant, cancellationToken: Cancellation)).Should().BeEmpty();
        }

        foreach (string source in platform.Engine.Sources)
        {
            EngineListing listing = await platform.Engine.ListAsync(source, tenant: null, Cancellation);
            listing.Apps.Should().BeEmpty();
            listing.Volumes.Should().BeEmpty();
        }

        Array.ForEach(tenants, t => t.Dispose());
    }

    private static async Task<SwarmTenant[]> CreateAsync(Platform platform, bool isEngineFailing)
    {
        List<SwarmTenant> tenants = [];
        for (int i = 0; i < Tenants; i++)
        {
            tenants.Add(new SwarmTenant(await platform.Host.CreateTenantAsync(
                string.Create(CultureInfo.InvariantCulture, $"t{i}"),
                s => s with { Namespaces = [$"n{i}"], ResourceQuotas = new ResourceQuotas { Containers = Limit, Services = Services, StorageBytes = Storage } },
                Cancellation), isEngineFailing));
        }

        return [.. tenants];
    }

    private static async Task CallAsync(Platform platform, SwarmTenant[] tenants, Random random, bool isEngineFailing, Tally tally)
    {
        for (int step = 0; step < Steps; step++)
        {
            if (isEngineFailing && random.Next(15) == 0)
            {
                string verb = FailingVerbs[random.Next(FailingVerbs.Length)];
                if (random.Next(3) == 0)
                {
                    platform.Engine.Faults.Fail(verb);
                }
                else
                {
                    platform.Engine.Faults.LoseAnswer(verb);
                }
            }

            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            if (random.Next(8) == 0)
            {
                patience.CancelAfter(random.Next(4));
            }

            await tenants[random.Next(tenants.Length)].StepAsync(platform, random, tally, patience.Token);
        }
    }

    /// <summary>Leases end, and waits too.</summary>
    private static async Task TickAsync(Platform platform, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            platform.Host.Clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(5, CancellationToken.None);
        }
    }

    private static async Task ReconcileAsync(Platform platform, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            await platform.Reconciler.ReconcileAsync(Cancellation);
            await Task.Delay(20, CancellationToken.None);
        }
    }

    /// <summary>Nothing is held over a limit, and nothing is there beyond it, unless an undo has failed of which the caller was told so.</summary>
    private static async Task WatchAsync(Platform platform, SwarmTenant[] tenants, CancellationToken done)
    {
        int looks = 0;
        while (!done.IsCancellationRequested)
        {
            foreach (SwarmTenant one in tenants)
            {
                // A pass adopts for a moment what was removed after it had listed it: that is counted, and nobody was let in for it.
                Allocation[] held = [.. (await platform.Host.Quotas.ListAllocationsAsync(one.Tenant, cancellationToken: Cancellation)).Where(a => !a.IsAdopted)];
                (int running, long stored) = await one.PresentAsync(platform);
                if (!one.HasLeft)
                {
                    string what = string.Join("; ", held.AsEnumerable());
                    Held(a => a.Containers).Should().BeLessThanOrEqualTo(Limit, "tenant {0} holds {1}", one.Tenant.Id, what);
                    Held(a => a.Services).Should().BeLessThanOrEqualTo(Services, "tenant {0} holds {1}", one.Tenant.Id, what);
                    Held(a => a.StorageBytes).Should().BeLessThanOrEqualTo(Storage, "tenant {0} holds {1}", one.Tenant.Id, what);
                    running.Should().BeLessThanOrEqualTo(Limit, "so many containers of tenant {0} run", one.Tenant.Id);
                    stored.Should().BeLessThanOrEqualTo(Storage, "so much volumes of tenant {0} take", one.Tenant.Id);
                }

                looks++;

                long Held(Func<ResourceAmounts, long> amount) => held.Sum(a => Math.Max(amount(a.Amounts), a.Growth is { } growth ? amount(growth.Target) : 0));
            }

            await Task.Delay(3, CancellationToken.None);
        }

        looks.Should().BePositive();
    }

    private static async Task SettleAsync(Platform platform)
    {
        platform.Engine.Faults.Clear();
        platform.Host.Clock.Advance(TimeSpan.FromMinutes(2));
        (await platform.Reconciler.ReconcileAsync(Cancellation)).Should().BeTrue();
        (await platform.Reconciler.ReconcileAsync(Cancellation)).Should().BeTrue();
    }

    /// <summary>Every verb of the engine gives way, for a moment or for longer.</summary>
    private sealed class Disturbance(int seed)
    {
        private readonly Random _random = new(seed);

        public async Task BeforeAsync(string verb, CancellationToken cancellationToken)
        {
            int pause;
            lock (_random)
            {
                pause = _random.Next(12);
            }

            if (pause == 0)
            {
                await Task.Delay(1, cancellationToken);
            }
            else
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>How often what came of which verb.</summary>
    internal sealed class Tally
    {
        private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

        public int this[string what] => _counts.GetValueOrDefault(what);

        public void Add(string what) => _counts.AddOrUpdate(what, 1, (_, count) => count + 1);

        public override string ToString() => string.Join(", ", _counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} {c.Value}"));
    }
}
