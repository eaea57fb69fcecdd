// Two customers share a platform: who gets in, what fits, what runs, and what happens when one of them is suspended.
// Tenants are kept in memory; with --store sqlite:PATH or --store postgres:CONNECTION on a database, where a second run finds what the first left.
// Apps run on an engine in memory; with --docker on the Docker engine of this machine, or on the one at --docker unix:///PATH, which has nginx:1.27.
using Hivemind.Tenancy;
using Hivemind.Tenancy.Samples;
using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.DependencyInjection;
using Quickstart;

(string[] rest, Uri? docker) = EngineArgument.Take(args);
string store = rest is ["--store", { } given] ? given : "memory";
if (rest.Length is not (0 or 2) || (rest.Length == 2 && rest[0] != "--store") || !StoreArgument.IsValid(store))
{
    Console.Error.WriteLine($"Quickstart takes --store, with {StoreArgument.Forms}, and --docker, with the endpoint of an engine or alone, or nothing.");
    return 2;
}

ServiceCollection services = new();
services.AddHivemindTenancy().AddWorkloads().UseStore(store).UseEngine(docker);
await using ServiceProvider provider = services.BuildServiceProvider();
await StoreArgument.MigrateAsync(provider, store);

ITenantManager tenants = provider.GetRequiredService<ITenantManager>();
IAccessManager access = provider.GetRequiredService<IAccessManager>();
IQuotaManager quotas = provider.GetRequiredService<IQuotaManager>();
IAppManager apps = provider.GetRequiredService<IAppManager>();

using TenantScope setup = TenantContext.System("quickstart", "tells a story").Enter(); // everything acts for somebody
Story.Chapter("Two tenants, each with quotas");
TenantId acme = TenantId.Parse("acme");
TenantId globex = TenantId.Parse("globex");
await EnsureAsync(new TenantSpec
{
    Id = acme,
    Name = "Acme Corporation",
    OwnerId = "ann",
    Namespaces = ["web"],
    ResourceQuotas = new ResourceQuotas { CpuCores = 8, MemoryBytes = 16L << 30, Containers = 4 },
});
await EnsureAsync(new TenantSpec
{
    Id = globex,
    Name = "Globex",
    OwnerId = "gus",
    ResourceQuotas = new ResourceQuotas { CpuCores = 2.5m, Containers = 10 }, // what is not set is unlimited
});
Story.Chapter("One user is let in, another is kept out");
await access.BindRoleAsync(new RoleBinding(RoleSubject.User("alice"), BuiltInRoles.TenantOperator.Id, PermissionScope.Tenant(acme)));
TenantContext context = await tenants.GetTenantContextAsync("alice", acme); // the verified door
Story.Done("alice, bound to tenant-operator, may enter acme");
try
{
    await tenants.GetTenantContextAsync("bob", acme);
}
catch (TenantAccessDeniedException refusal)
{
    Story.Refused(refusal.Message);
}

using (context.Enter()) // from here on this flow acts for alice in acme, through every await
{
    Story.Done($"the current context: user {TenantContext.Required.UserId}, tenant {TenantContext.Required.TenantId}");
    Tenant? other = await tenants.FindTenantAsync(globex);
    Story.Refused($"globex, seen from acme: {other?.Name ?? "not found"}");

    Story.Chapter("One reservation fits, the next does not");
    ResourceAmounts web = new() { CpuCores = 6, MemoryBytes = 8L << 30, Containers = 2 };
    // Under an id of our own the call can be repeated, even by a later run: it finds what it reserved.
    await using (ResourceReservation reservation = await quotas.ReserveAsync(acme, web, new ReservationOptions { AllocationId = "web" }))
    {
        // Start the containers here. Without the commit, everything is given back.
        await reservation.CommitAsync();
    }

    Story.Done("6 cores, 8 GiB and 2 containers are reserved and committed");

    ResourceAmounts batch = new() { CpuCores = 4, MemoryBytes = 4L << 30, Containers = 1 };
    ReservationResult result = await quotas.TryReserveAsync(acme, batch); // ReserveAsync throws QuotaExceededException instead
    foreach (QuotaShortage shortage in result.Decision.Shortages)
    {
        Story.Refused(shortage.ToString());
    }
}

Story.Chapter("An app is deployed in the tenant's context, and a third replica does not fit");
AppSpec shop = new()
{
    Name = "shop",
    Namespace = "web",
    Image = EngineArgument.Image,
    PerReplica = new ResourceAmounts { CpuCores = 0.5m, MemoryBytes = 256L << 20 },
    Ports = [new AppPort(80)],
};
try
{
    await TellOfTheAppAsync();
}
catch (Exception e) when (docker is not null && e is TenancyException or OperationCanceledException)
{
    string why = (await ReasonAsync()) is { } reason ? reason : e.Message;
    Console.Error.WriteLine($"The app does not run on {docker}: {why} The engine has to be there, with the image: docker pull {EngineArgument.Image}");
    return 1;
}
finally
{
    if (docker is not null)
    {
        await RemoveAsync(); // in memory it ends with the program
    }
}

Story.Chapter("What the tenants hold");
Story.Usage(await quotas.GetUsageAsync(acme), await quotas.GetUsageAsync(globex));
return 0;

async Task TellOfTheAppAsync()
{
    await apps.DeployAsync(shop, context); // access, namespace, isolation, quota, engine, commit: all of it, or nothing
    App app = await ReadyAsync();
    Story.Done($"{app.Key} is {app.State} with {app.ReadyReplicas} replica");
    try
    {
        await apps.ScaleAsync("web", "shop", 3, context);
    }
    catch (QuotaExceededException refusal)
    {
        Story.Refused(refusal.Decision.ToString());
    }

    Story.Chapter("A tenant is suspended and resumed");
    await tenants.SuspendTenantAsync(acme, "The invoice of May is open.");
    Story.Done($"its app is {(await apps.FindAppAsync(acme, "web", "shop"))?.State}: nothing runs, everything is held");
    try
    {
        await tenants.GetTenantContextAsync("alice", acme);
    }
    catch (TenantNotActiveException refusal)
    {
        Story.Refused(refusal.Message);
    }

    await tenants.ResumeTenantAsync(acme);
    using ((await tenants.GetTenantContextAsync("alice", acme)).Enter())
    {
        Story.Done($"acme is resumed, its app is {(await ReadyAsync()).State}, and what it held is still there");
    }
}

async Task<string?> ReasonAsync()
{
    try
    {
        return (await apps.FindAppAsync(acme, "web", "shop"))?.Replicas.Select(r => r.Reason).LastOrDefault(r => r is not null);
    }
    catch (TenancyException)
    {
        return null; // the engine does not answer
    }
}

async Task RemoveAsync()
{
    try
    {
        if (await apps.RemoveAsync(acme, "web", "shop"))
        {
            Story.Done("the app is removed from the engine");
        }
    }
    catch (TenancyException)
    {
        // It was not made, or the engine is gone: the line before says why.
    }
}

async Task<App> ReadyAsync()
{
    using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
    return await apps.WaitUntilReadyAsync(acme, "web", "shop", patience.Token);
}

async Task EnsureAsync(TenantSpec spec)
{
    Tenant? left = await tenants.FindTenantAsync(spec.Id); // only for what is told below
    Tenant tenant = await tenants.EnsureTenantAsync(spec);
    Story.Done($"{tenant.Name} ({tenant.Id}) is {tenant.Status}, owned by {tenant.OwnerId}{(left is null ? string.Empty : ", left by an earlier run")}");
}
