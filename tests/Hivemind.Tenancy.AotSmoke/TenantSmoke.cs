using Hivemind.Tenancy;
using Microsoft.Extensions.DependencyInjection;

/// <summary>Tenants come, are found, changed, entered, suspended and resumed.</summary>
internal static class TenantSmoke
{
    public const string Owner = "olivia";

    public static readonly TenantId Acme = TenantId.Parse("acme");
    public static readonly TenantId Globex = TenantId.Parse("globex");

    public static async Task RunAsync(IServiceProvider services)
    {
        ITenantManager tenants = services.GetRequiredService<ITenantManager>();
        await CreateAsync(tenants);
        await ChangeAsync(tenants);
        await EnterAsync(services, tenants);

        Tenant suspended = await tenants.SuspendTenantAsync(Acme, "Unpaid");
        Check.Equal(suspended.Status, TenantStatus.Suspended);
        await Check.Throws<TenantNotActiveException>(() => tenants.GetTenantContextAsync(Owner, Acme).AsTask());
        await Check.Throws<InvalidTenantTransitionException>(() => tenants.ResumeTenantAsync(Globex).AsTask());
        Check.Equal((await tenants.ResumeTenantAsync(Acme)).Status, TenantStatus.Active);
    }

    private static async Task CreateAsync(ITenantManager tenants)
    {
        Tenant acme = await tenants.CreateTenantAsync(new TenantSpec
        {
            Id = Acme,
            Name = "Acme",
            OwnerId = Owner,
            IsolationLevel = IsolationLevel.Hard,
            Namespaces = ["acme-prod"],
            ResourceQuotas = new ResourceQuotas { CpuCores = 2, Containers = 10, Other = new Dictionary<string, decimal> { ["gpu"] = 1 } },
            Labels = new Dictionary<string, string> { ["plan"] = "gold" },
        });
        Check.Equal(acme.Status, TenantStatus.Active);
        await tenants.CreateTenantAsync(new TenantSpec { Id = Globex, Name = "Globex", OwnerId = "gustavo" });
        TenantConflictException conflict = await Check.Throws<TenantConflictException>(
            () => tenants.CreateTenantAsync(new TenantSpec { Id = TenantId.Parse("other"), Name = "ACME", OwnerId = "x" }).AsTask());
        Check.Equal(conflict.Kind, TenantConflictKind.Name);
        Check.Equal(await tenants.FindTenantByNameAsync("aCME"), acme);
        Check.Equal(await tenants.FindTenantByNamespaceAsync("acme-prod"), acme);
        Check.Equal((await tenants.ListTenantsAsync()).Count, 2);
    }

    private static async Task ChangeAsync(ITenantManager tenants)
    {
        Tenant changed = await tenants.UpdateTenantAsync(Acme, t => t with { Description = "Rockets" });
        Check.Equal(changed.Description, "Rockets");
        Check.That((await tenants.AddNamespaceAsync(Acme, "acme-test")).Namespaces.SequenceEqual(["acme-prod", "acme-test"]));
        await Check.Throws<TenantVersionConflictException>(
            () => tenants.UpdateTenantAsync(Acme, t => t with { Name = "Late" }, changed with { Version = 1 }).AsTask());
        IReadOnlyList<TenancyEvent> events = (await tenants.ReadEventsAsync(new EventQuery { Tenant = Acme })).Events;
        Check.That(events.OfType<TenantUpdated>().Any(e => e.After.Description == "Rockets"));
    }

    private static async Task EnterAsync(IServiceProvider services, ITenantManager tenants)
    {
        await Check.Throws<TenantAccessDeniedException>(() => tenants.GetTenantContextAsync("mallory", Acme).AsTask());
        TenantContext context = await tenants.GetTenantContextAsync(Owner, Acme);
        using (context.Enter())
        {
            await Task.Yield();
            Check.Equal(TenantContext.Required, context);
            Check.Equal(services.GetRequiredService<ITenantContextAccessor>().Current, context);
            Check.That(await tenants.FindTenantAsync(Globex) is null);
        }

        Check.That(TenantContext.Current is { IsSystem: true });

        Dictionary<string, string> headers = [];
        await services.GetRequiredService<TenantContextPropagator>().InjectAsync(context, headers, (carrier, key, value) => carrier[key] = value);
        TenantContextClaim claim = TenantContextPropagator.Extract(headers, (carrier, key) => carrier.GetValueOrDefault(key))!;
        Check.Equal((await tenants.GetTenantContextAsync(claim)).UserId, Owner);
    }
}
