using Hivemind.Tenancy;
using Hivemind.Tenancy.Samples;
using Hivemind.Tenancy.StoreWorker;
using Microsoft.Extensions.DependencyInjection;

// One host process that works on a shared database, to be killed or to compete with others:
//   StoreWorker sqlite:PATH|postgres:CONNECTION live NAME SEED 0       until it is killed
//   StoreWorker sqlite:PATH|postgres:CONNECTION hammer NAME SEED COUNT COUNT rounds over the tenants shared-0 ... shared-2
if (args is not [string database, "live" or "hammer", string name, string seed, string count])
{
    Console.Error.WriteLine("StoreWorker sqlite:PATH|postgres:CONNECTION live|hammer NAME SEED COUNT");
    return 2;
}

await using ServiceProvider services = new ServiceCollection().AddHivemindTenancy().UseStore(database).Services.BuildServiceProvider();
Journal journal = new(Console.Out);
Worker worker = new(services.GetRequiredService<ITenantManager>(), services.GetRequiredService<IQuotaManager>(), journal, name, new Random(int.Parse(seed)));
if (args[1] == "live")
{
    await worker.LiveAsync();
}

await worker.HammerAsync(int.Parse(count));
return 0;
