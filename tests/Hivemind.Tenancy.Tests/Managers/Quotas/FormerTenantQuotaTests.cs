using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Tests;

/// <summary>What was begun in a former tenant of the same id is not charged to the one made again.</summary>
public sealed class FormerTenantQuotaTests : IAsyncDisposable
{
    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Admission_for_a_former_tenant_of_the_id_finds_no_tenant()
    {
        Tenant former = await _host.CreateAsync();
        await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
        Tenant again = await _host.CreateAsync();

        Func<Task> admit = async () => await _host.Store.AdmitAsync(Request(former), Cancellation);

        await admit.Should().ThrowAsync<TenantNotFoundException>();
        (await _host.Store.AdmitAsync(Request(again), Cancellation)).Decision.IsAdmitted.Should().BeTrue();
    }

    [Fact]
    public async Task Hold_without_a_source_belongs_to_the_source_that_saw_it()
    {
        await _host.CreateAsync();
        await _host.Quotas.ReserveAsync(Some.TenantId, new ResourceAmounts { Containers = 1 }, new ReservationOptions { AllocationId = "a" }, Cancellation);
        await ObserveAsync(new ObservedAllocation("a", new ResourceAmounts { Containers = 1 }));

        (await ObserveAsync()).Freed.Should().Equal("a");
    }

    [Fact]
    public async Task Lease_begins_when_the_store_is_asked_however_long_the_default_tenant_took()
    {
        ScriptedProvisioner slow = new("slow");
        await using TenancyHost host = new(
            options => options.DefaultTenant = Some.Spec(),
            services => services.AddSingleton<ITenantProvisioner>(slow));
        slow.Script = (_, _, _) =>
        {
            host.Time.Advance(TimeSpan.FromMinutes(5));
            return Task.CompletedTask;
        };

        await using ResourceReservation reservation = await host.Quotas.ReserveAsync(
            Some.TenantId, new ResourceAmounts { Containers = 1 }, cancellationToken: Cancellation);

        reservation.ExpiresAt.Should().Be(host.Time.GetUtcNow() + TimeSpan.FromSeconds(30));
        await reservation.CommitAsync(Cancellation);
    }

    [Fact]
    public void Resource_that_a_dictionary_holds_twice_is_refused()
    {
        Dictionary<string, decimal> twice = new((IEqualityComparer<string>?)ReferenceEqualityComparer.Instance)
        {
            ["gpu"] = 5,
            [new string("gpu".AsSpan())] = 5,
        };

        Action amounts = () => _ = new ResourceAmounts { Other = twice };

        amounts.Should().Throw<ArgumentException>().WithMessage("*gpu*twice*");
    }

    private static AdmissionRequest Request(Tenant tenant) => new(
        tenant, "a", new ResourceAmounts { Containers = 1 }, string.Empty, TimeSpan.FromSeconds(30));

    private async Task<ReconciliationResult> ObserveAsync(params ObservedAllocation[] seen)
    {
        IReadOnlyList<ReconciliationMark> marks = await _host.Quotas.ReadMarksAsync([Some.TenantId], Cancellation);
        return await _host.Quotas.ReconcileAsync(new AllocationObservation("engine", marks[0], seen), Cancellation);
    }
}
