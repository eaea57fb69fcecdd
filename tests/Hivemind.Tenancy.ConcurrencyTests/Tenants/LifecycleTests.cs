using static Hivemind.Tenancy.ConcurrencyTests.Platform;

namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>Creating, suspending, resuming and deleting at the same time. The replay of the log refuses illegal steps.</summary>
public sealed class LifecycleTests
{
    [Fact]
    public void Creating_the_same_tenant_twice_makes_one() => Exploration.Explore(async () =>
    {
        YieldingProvisioner provisioner = new();
        using Platform platform = new(provisioner);
        Exception?[] refusals = new Exception?[2];

        await Concurrently.RunAsync(
            async () => refusals[0] = await Attempt.Async(() => platform.CreateAsync()),
            async () => refusals[1] = await Attempt.Async(() => platform.CreateAsync()));

        refusals.Should().Contain(r => r == null);
        refusals.Where(r => r is not null).Should().AllBeOfType<TenantConflictException>();
        Tenant tenant = await platform.Tenants.GetTenantAsync(Acme);
        tenant.Status.Should().Be(TenantStatus.Active);
        tenant.Version.Should().Be(2);
        provisioner.Provisioned.Should().BeInRange(1, 2);
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Creating_two_tenants_under_one_id_makes_one() => Exploration.Explore(async () =>
    {
        using Platform platform = new(new YieldingProvisioner());
        Exception?[] refusals = new Exception?[2];

        await Concurrently.RunAsync(
            async () => refusals[0] = await Attempt.Async(() => platform.CreateAsync(owner: "alice")),
            async () => refusals[1] = await Attempt.Async(() => platform.CreateAsync(owner: "bob")));

        refusals.Where(r => r is not null).Should().ContainSingle().Which.Should().BeOfType<TenantConflictException>();
        (await platform.Tenants.GetTenantAsync(Acme)).OwnerId.Should().Be(refusals[0] is null ? "alice" : "bob");
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Suspending_resuming_and_deleting_end_in_a_legal_state() => Exploration.Explore(async () =>
    {
        using Platform platform = new(new YieldingProvisioner());
        await platform.CreateAsync();
        Exception?[] refusals = new Exception?[3];

        await Concurrently.RunAsync(
            async () => refusals[0] = await Attempt.Async(() => platform.Tenants.SuspendTenantAsync(Acme, "Unpaid").AsTask()),
            async () => refusals[1] = await Attempt.Async(() => platform.Tenants.ResumeTenantAsync(Acme).AsTask()),
            async () => refusals[2] = await Attempt.Async(platform.DeleteAsync));

        refusals[2].Should().BeNull("deleting is legal from every state");
        refusals.Should().OnlyContain(r => r == null || r is InvalidTenantTransitionException || r is TenantNotFoundException);
        (await platform.Tenants.FindTenantAsync(Acme)).Should().BeNull();
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Suspended_for_another_reason_while_resuming_stays_suspended() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();
        await platform.Tenants.SuspendTenantAsync(Acme, "Unpaid");
        Exception? notSuspended = null, notResumed = null;

        await Concurrently.RunAsync(
            async () => notResumed = await Attempt.Async(() => platform.Tenants.ResumeTenantAsync(Acme).AsTask()),
            async () => notSuspended = await Attempt.Async(() => platform.Tenants.SuspendTenantAsync(Acme, "Attacked").AsTask()));

        Tenant tenant = await platform.Tenants.GetTenantAsync(Acme);
        if (notSuspended is not null)
        {
            notSuspended.Should().BeOfType<InvalidTenantTransitionException>("it is legal before and after, but may be resumed at once");
            tenant.Status.Should().Be(TenantStatus.Active);
        }

        if (notResumed is not null)
        {
            notResumed.Should().BeOfType<TenantVersionConflictException>();
            (tenant.Status, tenant.StatusReason).Should().Be((TenantStatus.Suspended, "Attacked"));
        }

        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Deleting_twice_deletes_once() => Exploration.Explore(async () =>
    {
        using Platform platform = new(new YieldingProvisioner());
        await platform.CreateAsync();
        Exception?[] refusals = new Exception?[2];

        await Concurrently.RunAsync(
            async () => refusals[0] = await Attempt.Async(platform.DeleteAsync),
            async () => refusals[1] = await Attempt.Async(platform.DeleteAsync));

        refusals.Should().Contain(r => r == null);
        refusals.Where(r => r is not null).Should().AllBeOfType<TenantNotFoundException>();
        IReadOnlyList<TenancyEvent> events = (await platform.Tenants.ReadEventsAsync()).Events;
        events.OfType<TenantDeleted>().Should().ContainSingle();
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Default_tenant_is_made_once_before_any_first_call_goes_on() => Exploration.Explore(async () =>
    {
        YieldingProvisioner provisioner = new();
        using Platform platform = new(provisioner, options => options.DefaultTenant = Spec());
        Tenant?[] found = new Tenant?[2];
        TenantContext? context = null;

        await Concurrently.RunAsync(
            async () => found[0] = await platform.Tenants.FindTenantAsync(Acme),
            async () => found[1] = await platform.Tenants.FindTenantByNameAsync("Tenant acme"),
            async () => context = await platform.Tenants.GetTenantContextAsync(Owner, Acme));

        found.Should().OnlyContain(t => t!.Status == TenantStatus.Active);
        context!.TenantId.Should().Be(Acme);
        provisioner.Provisioned.Should().Be(1);
        await platform.EnsureSoundAsync();
    });
}
