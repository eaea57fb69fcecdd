using NSubstitute;

namespace Hivemind.Tenancy.Tests;

/// <summary>Hosts test against fakes: each public seam can be one.</summary>
public sealed class SubstitutesTests
{
    public static TheoryData<string> Seams => [.. Library.PublicInterfaces.Append(typeof(ResourceReservation)).Append(typeof(ConsumptionHold)).Select(t => t.Name)];

    [Fact]
    public void Interfaces_are_these() =>
        Library.PublicInterfaces.Should().BeEquivalentTo(
        [
            typeof(ITenantManager), typeof(IQuotaManager), typeof(IAccessManager), typeof(IUsageMeter), typeof(IConsumptionManager), typeof(IPlanManager), typeof(ITenantContextAccessor),
            typeof(ITenantStore), typeof(IConsumptionStore), typeof(IPlanStore), typeof(IRbacProvider), typeof(IRbacAdministrator), typeof(ITenantProvisioner), typeof(ITenancyEventHandler), typeof(ITenancyEventFeed), typeof(ITenancyCache),
        ]);

    [Theory]
    [MemberData(nameof(Seams))]
    public void Seam_can_be_substituted(string name)
    {
        Type seam = Library.PublicTypes.Single(t => t.Name == name);

        Substitute.For([seam], []).Should().BeAssignableTo(seam);
    }

    [Fact]
    public async Task Substitute_answers_as_it_is_set_up()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        ITenantManager tenants = Substitute.For<ITenantManager>();
        IQuotaManager quotas = Substitute.For<IQuotaManager>();
        ITenantContextAccessor accessor = Substitute.For<ITenantContextAccessor>();
        ResourceReservation reservation = Substitute.For<ResourceReservation>();
        tenants.GetTenantContextAsync(Some.User, Some.TenantId, Arg.Any<CancellationToken>()).Returns(Some.Context());
        quotas.TryReserveAsync(Some.TenantId, Some.Amounts(), Arg.Any<ReservationOptions>(), Arg.Any<CancellationToken>())
            .Returns(ReservationResult.Admitted(reservation));
        accessor.Required.Returns(Some.Context());

        (await tenants.GetTenantContextAsync(Some.User, Some.TenantId, cancellation)).Should().Be(accessor.Required);
        ReservationResult result = await quotas.TryReserveAsync(Some.TenantId, Some.Amounts(), cancellationToken: cancellation);
        await result.Reservation!.CommitAsync(cancellation);

        result.IsAdmitted.Should().BeTrue();
        await reservation.Received(1).CommitAsync(Arg.Any<CancellationToken>());
    }
}
