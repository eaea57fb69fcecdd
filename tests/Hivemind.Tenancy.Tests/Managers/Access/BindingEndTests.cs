using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Hivemind.Tenancy.Tests;

/// <summary>Bindings that end, through the managers.</summary>
public sealed class BindingEndTests
{
    private static readonly PermissionScope Own = PermissionScope.Tenant(Some.TenantId);
    private static readonly Permission ReadPods = new("pods", "read");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void EndsAt_is_kept_in_whole_microseconds_and_UTC()
    {
        DateTimeOffset given = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)).AddTicks(17);

        RoleBinding binding = new(RoleSubject.User("bob"), "viewer", PermissionScope.Global) { EndsAt = given };

        binding.EndsAt.Should().Be(given.AddTicks(-7));
        binding.EndsAt!.Value.Offset.Should().Be(TimeSpan.Zero);
        binding.Should().NotBe(binding with { EndsAt = null });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Access_ends_with_the_binding(bool hasStoreClock)
    {
        FakeTimeProvider clock = new(Some.Time);
        ServiceCollection services = new();
        _ = hasStoreClock ? services.AddSingleton(new StoreClock(clock)) : services.AddSingleton<TimeProvider>(clock);
        await using ServiceProvider host = services.AddTrustedTenancy().Services.BuildServiceProvider();
        IAccessManager access = host.GetRequiredService<IAccessManager>();
        using IDisposable scope = TenantContext.System("tests", "bindings that end").Enter();
        Tenant tenant = await host.GetRequiredService<ITenantManager>().CreateTenantAsync(
            new TenantSpec { Id = Some.TenantId, Name = "Acme", OwnerId = "olivia" }, Cancellation);
        RoleBinding binding = new(RoleSubject.User(Some.User), BuiltInRoles.TenantViewer.Id, Own) { EndsAt = clock.GetUtcNow().AddHours(1) };

        (await access.BindRoleAsync(binding, Cancellation)).Should().BeTrue();
        (await access.BindRoleAsync(binding, Cancellation)).Should().BeFalse();

        (await access.ListBindingsAsync(null, Cancellation)).Should().ContainSingle().Which.EndsAt.Should().Be(binding.EndsAt);
        clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMicroseconds(1));
        (await access.CheckPermissionAsync(Some.User, ReadPods, Own, Cancellation)).Should().BeTrue();
        (await access.ExplainAccessAsync(Some.User, tenant, Cancellation)).Grants.Should().ContainSingle();
        clock.Advance(TimeSpan.FromMicroseconds(1));
        (await access.CheckPermissionAsync(Some.User, ReadPods, Own, Cancellation)).Should().BeFalse();
        (await access.CheckTenantAccessAsync(Some.User, tenant, Cancellation)).Should().BeFalse();
        (await access.GetAccessibleTenantsAsync(Some.User, Cancellation)).Should().BeEmpty();
        (await access.ExplainAccessAsync(Some.User, tenant, Cancellation)).Grants.Should().BeEmpty();
        (await access.ListBindingsAsync(null, Cancellation)).Should().BeEmpty();
    }

    [Fact]
    public async Task Clock_that_is_corrected_ends_nothing_in_memory()
    {
        CorrectedTime time = new();
        await using ServiceProvider host = new ServiceCollection().AddSingleton<TimeProvider>(time).AddTrustedTenancy().Services.BuildServiceProvider();
        IAccessManager access = host.GetRequiredService<IAccessManager>();
        using IDisposable scope = TenantContext.System("tests", "bindings that end").Enter();
        RoleBinding binding = new(RoleSubject.User(Some.User), BuiltInRoles.TenantViewer.Id, PermissionScope.Global) { EndsAt = Some.Time.AddHours(1) };
        await access.BindRoleAsync(binding, Cancellation);

        time.Correction = TimeSpan.FromHours(5);
        (await access.CheckPermissionAsync(Some.User, ReadPods, PermissionScope.Global, Cancellation)).Should().BeTrue();
        time.Correction = TimeSpan.FromHours(-5);
        time.Steady.Advance(TimeSpan.FromHours(1));
        (await access.CheckPermissionAsync(Some.User, ReadPods, PermissionScope.Global, Cancellation)).Should().BeFalse();
    }

    [Fact]
    public async Task Question_costs_no_memory_where_something_ends_later()
    {
        await using ServiceProvider host = new ServiceCollection().AddTrustedTenancy().Services.BuildServiceProvider();
        using IDisposable scope = TenantContext.System("tests", "bindings that end").Enter();
        RoleBinding binding = new(RoleSubject.User(Some.User), BuiltInRoles.TenantViewer.Id, PermissionScope.Global) { EndsAt = DateTimeOffset.MaxValue };
        await host.GetRequiredService<IAccessManager>().BindRoleAsync(binding, Cancellation);
        IRbacProvider rbac = host.GetRequiredService<IRbacProvider>();
        Ask(1000).Should().BeTrue();

        long before = GC.GetAllocatedBytesForCurrentThread();
        bool granted = Ask(1000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        granted.Should().BeTrue();
        allocated.Should().Be(0);

        bool Ask(int times)
        {
            bool all = true;
            for (int i = 0; i < times; i++)
            {
                ValueTask<bool> asked = rbac.IsGrantedAsync(Some.User, ReadPods, PermissionScope.Global, CancellationToken.None);
                all &= asked.IsCompletedSuccessfully && asked.Result;
            }

            return all;
        }
    }

    private sealed class CorrectedTime : TimeProvider
    {
        public FakeTimeProvider Steady { get; } = new(Some.Time);

        public TimeSpan Correction { get; set; }

        public override long TimestampFrequency => Steady.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => Steady.GetUtcNow() + Correction;

        public override long GetTimestamp() => Steady.GetTimestamp();
    }
}
