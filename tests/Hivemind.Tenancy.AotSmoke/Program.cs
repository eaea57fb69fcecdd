// A host that uses the public API widely and checks what it gets. Published ahead of time it shows that the library can be
// trimmed; built against the package, that the package is whole. Exit code 0 means that everything was as it should be.
using System.Diagnostics;
using Hivemind.Tenancy;
using Microsoft.Extensions.DependencyInjection;

Stopwatch watch = Stopwatch.StartNew();
try
{
    using Observer observer = new();
    ServiceCollection services = new();
    services.AddHivemindTenancy(options => options.TagMetricsWithTenantId = true)
        .AddProvisioner<CountingProvisioner>()
        .AddEventHandler<CollectingHandler>();
    await using (ServiceProvider provider = services.BuildServiceProvider())
    using (TenantContext.System("smoke", "checks everything").Enter())
    {
        await TenantSmoke.RunAsync(provider);
        await QuotaSmoke.RunAsync(provider);
        await AccessSmoke.RunAsync(provider);
        await DeletionSmoke.RunAsync(provider);
    }

    observer.Verify();
    await ValueSmoke.RunAsync();
    Console.WriteLine($"{Check.Count} checks passed in {watch.ElapsedMilliseconds} ms.");
    return 0;
}
catch (Exception e)
{
    Console.Error.WriteLine(e);
    return 1;
}
