using static Hivemind.Tenancy.ConcurrencyTests.Platform;

namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>A tenant made again under the same id has nothing of the former one, whatever is still under way for that.</summary>
public sealed class RecreationTests
{
    private const string NextOwner = "nadia";

    [Fact]
    public void Change_begun_on_the_former_tenant_does_not_bring_it_back() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();

        await Concurrently.RunAsync(
            () => Attempt.Async(() => platform.Tenants.UpdateTenantAsync(Acme, t => t with { Description = "Rockets" }).AsTask()),
            () => MakeAgainAsync(platform));

        (await platform.Tenants.GetTenantAsync(Acme)).OwnerId.Should().Be(NextOwner);
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Suspension_begun_on_the_former_tenant_does_not_bring_it_back() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();

        await Concurrently.RunAsync(
            () => Attempt.Async(() => platform.Tenants.SuspendTenantAsync(Acme, "Unpaid").AsTask()),
            () => MakeAgainAsync(platform));

        (await platform.Tenants.GetTenantAsync(Acme)).OwnerId.Should().Be(NextOwner);
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Creation_of_the_former_tenant_does_not_activate_the_new_one() => Exploration.Explore(async () =>
    {
        using Platform platform = new(new YieldingProvisioner());
        Exception? notCreated = null;

        await Concurrently.RunAsync(
            () => Attempt.Async(() => platform.CreateAsync()),
            async () =>
            {
                await Attempt.Async(platform.DeleteAsync);
                notCreated = await Attempt.Async(() => platform.CreateAsync(owner: NextOwner));
            });

        Tenant tenant = await platform.Tenants.GetTenantAsync(Acme);
        tenant.OwnerId.Should().Be(notCreated is null ? NextOwner : Owner);
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Deletion_of_the_former_tenant_leaves_the_new_one_to_its_own() => Exploration.Explore(async () =>
    {
        using Platform platform = new(new YieldingProvisioner());
        await platform.CreateAsync();

        await Concurrently.RunAsync(
            () => Attempt.Async(platform.DeleteAsync),
            async () =>
            {
                await MakeAgainAsync(platform);
                await Attempt.Async(() => platform.Access.BindRoleAsync(
                    new RoleBinding(RoleSubject.User("ulrich"), BuiltInRoles.TenantViewer.Id, PermissionScope.Tenant(Acme))).AsTask());
                await Attempt.Async(platform.DeleteAsync);
            });

        (await platform.Tenants.FindTenantAsync(Acme)).Should().BeNull();
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Claim_of_the_former_tenant_does_not_open_the_new_one() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();
        TenantUid former = (await platform.Tenants.GetTenantAsync(Acme)).Uid;
        Exception? notCreated = null;

        // The clock stands still.
        await Concurrently.RunAsync(
            platform.DeleteAsync,
            async () => notCreated = await Attempt.Async(() => platform.CreateAsync()));

        (await platform.Tenants.FindTenantAsync(Acme) is null).Should().Be(notCreated is not null);
        Exception? refusal = await Attempt.Async(
            () => platform.Tenants.GetTenantContextAsync(new TenantContextClaim(Acme, Owner, former)).AsTask());
        refusal.Should().BeOfType<TenantAccessDeniedException>();
        await platform.EnsureSoundAsync();
    });

    private static async Task MakeAgainAsync(Platform platform)
    {
        await Attempt.Async(platform.DeleteAsync);
        await Attempt.Async(() => platform.CreateAsync(owner: NextOwner));
    }
}
