using static Hivemind.Tenancy.ConcurrencyTests.Platform;

namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>Several writers of one tenant, and several tenants that want one name.</summary>
public sealed class UpdateTests
{
    [Fact]
    public void No_change_is_lost() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();

        await Concurrently.RunAsync(
            async () => await platform.Tenants.UpdateTenantAsync(Acme, t => t with { Description = "Rockets" }),
            async () => await platform.Tenants.UpdateTenantAsync(Acme, t => t with { Name = "Acme Inc." }),
            () => platform.LimitAsync(7));

        Tenant tenant = await platform.Tenants.GetTenantAsync(Acme);
        tenant.Description.Should().Be("Rockets");
        tenant.Name.Should().Be("Acme Inc.");
        tenant.ResourceQuotas.Containers.Should().Be(7);
        tenant.Version.Should().Be(5, "it was created, activated, and changed three times");
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void One_of_two_changes_to_an_expected_tenant_is_refused() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();
        Tenant before = await platform.Tenants.GetTenantAsync(Acme);
        Exception?[] refusals = new Exception?[2];

        await Concurrently.RunAsync(
            async () => refusals[0] = await Attempt.Async(() => ChangeAsync("Rockets")),
            async () => refusals[1] = await Attempt.Async(() => ChangeAsync("Anvils")));

        refusals.Where(r => r is not null).Should().ContainSingle().Which.Should().BeOfType<TenantVersionConflictException>();
        (await platform.Tenants.GetTenantAsync(Acme)).Description.Should().Be(refusals[0] is null ? "Rockets" : "Anvils");
        await platform.EnsureSoundAsync();

        Task ChangeAsync(string text) =>
            platform.Tenants.UpdateTenantAsync(Acme, t => t with { Description = text }, before).AsTask();
    });

    [Fact]
    public void Name_goes_to_one() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();
        Exception? notRenamed = null, notCreated = null;

        await Concurrently.RunAsync(
            async () => notRenamed = await Attempt.Async(
                () => platform.Tenants.UpdateTenantAsync(Acme, t => t with { Name = "Globex" }).AsTask()),
            async () => notCreated = await Attempt.Async(() => platform.CreateAsync("globex", name: "GLOBEX")));

        (notRenamed is null).Should().Be(notCreated is not null);
        (notRenamed ?? notCreated).Should().BeOfType<TenantConflictException>().Which.Kind.Should().Be(TenantConflictKind.Name);
        Tenant? holder = await platform.Tenants.FindTenantByNameAsync("globex");
        holder!.Id.Value.Should().Be(notRenamed is null ? "acme" : "globex");
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Namespace_is_free_when_its_tenant_has_gone_and_not_before() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();
        await platform.CreateAsync("globex");
        TenantId globex = TenantId.Parse("globex");
        Exception? refusal = null;

        await Concurrently.RunAsync(
            platform.DeleteAsync,
            async () => refusal = await Attempt.Async(() => platform.Tenants.AddNamespaceAsync(globex, "acme-prod").AsTask()));

        if (refusal is not null)
        {
            refusal.Should().BeOfType<TenantConflictException>().Which.Kind.Should().Be(TenantConflictKind.Namespace);
            await platform.Tenants.AddNamespaceAsync(globex, "acme-prod");
        }

        (await platform.Tenants.FindTenantByNamespaceAsync("acme-prod"))!.Id.Should().Be(globex);
        await platform.EnsureSoundAsync();
    });
}
