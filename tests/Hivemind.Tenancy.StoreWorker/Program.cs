using System.Globalization;
using Hivemind.Tenancy;
using Hivemind.Tenancy.Samples;
using Hivemind.Tenancy.Storage;
using Hivemind.Tenancy.StoreWorker;
using Microsoft.Extensions.DependencyInjection;

// One host process that works on a shared database, to be killed or to compete with others:
//   StoreWorker sqlite:PATH|postgres:CONNECTION live NAME SEED 0       until it is killed
//   StoreWorker sqlite:PATH|postgres:CONNECTION hammer NAME SEED COUNT COUNT rounds over the tenants shared-0 ... shared-2
//   StoreWorker sqlite:PATH|postgres:CONNECTION spend NAME SEED COUNT  COUNT requests on the budget of shared-0, and then to its last unit
//   StoreWorker sqlite:PATH|postgres:CONNECTION chaos NAME SEED COUNT  COUNT seconds; HIVEMIND_CHAOS names the folder of its engine and
//                                                                      its clock, HIVEMIND_SKEW says by how many seconds this host's goes wrong
if (args is not [string database, "live" or "hammer" or "spend" or "chaos", string name, string seed, string count])
{
    Console.Error.WriteLine("StoreWorker sqlite:PATH|postgres:CONNECTION live|hammer|spend|chaos NAME SEED COUNT");
    return 2;
}

if (args[1] == "chaos")
{
    string folder = Environment.GetEnvironmentVariable("HIVEMIND_CHAOS")!;
    double skew = double.Parse(Environment.GetEnvironmentVariable("HIVEMIND_SKEW") ?? "0", CultureInfo.InvariantCulture);
    await using ServiceProvider host = new ServiceCollection()
        .AddSingleton<TimeProvider>(new SkewedTime(TimeSpan.FromSeconds(skew)))
        .AddSingleton(new StoreClock(new FileClock(Path.Combine(folder, "clock"))))
        .AddTrustedTenancy().UseStore(database).Services.BuildServiceProvider();
    ChaosWorker chaos = new(
        host.GetRequiredService<ITenantManager>(),
        host.GetRequiredService<IQuotaManager>(),
        host.GetRequiredService<IConsumptionManager>(),
        new FileEngine(Path.Combine(folder, "engine")),
        new Journal(Console.Out),
        name,
        int.Parse(seed, CultureInfo.InvariantCulture));
    await chaos.RunAsync(TimeSpan.FromSeconds(int.Parse(count, CultureInfo.InvariantCulture)));
    return 0;
}

await using ServiceProvider services = new ServiceCollection().AddTrustedTenancy().UseStore(database).Services.BuildServiceProvider();
Journal journal = new(Console.Out);
if (args[1] == "spend")
{
    await new SpendWorker(services.GetRequiredService<IConsumptionManager>(), journal, name, new Random(int.Parse(seed))).SpendAsync(int.Parse(count));
    return 0;
}

Worker worker = new(
    services.GetRequiredService<ITenantManager>(),
    services.GetRequiredService<IQuotaManager>(),
    services.GetRequiredService<IConsumptionManager>(),
    journal,
    name,
    new Random(int.Parse(seed)));
if (args[1] == "live")
{
    await worker.LiveAsync();
}

await worker.HammerAsync(int.Parse(count));
return 0;
