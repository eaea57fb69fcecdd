namespace Hivemind.Tenancy.Tests;

/// <summary>Each exception about allocations carries what a handler needs, and says it.</summary>
public sealed class QuotaExceptionTests
{
    [Fact]
    public void QuotaExceededException_carries_and_says_each_shortage()
    {
        QuotaDecision decision = QuotaDecision.Refused(
            [new QuotaShortage("cpu", 2, 7, 0.5m, 8), new QuotaShortage("gpu", 1, 4, 0, 4)]);
        QuotaExceededException exception = new(Some.TenantId, decision);

        exception.TenantId.Should().Be(Some.TenantId);
        exception.Decision.Should().BeSameAs(decision);
        exception.Message.Should().ContainAll("acme", "cpu: requested 2, used 7, reserved 0.5, limit 8", "gpu: requested 1");
        exception.IsTransient.Should().BeFalse();
    }

    [Fact]
    public void AllocationConflictException_carries_both_amounts()
    {
        AllocationConflictException exception = new(Some.TenantId, "job-1", Some.Amounts(), ResourceAmounts.None);

        exception.TenantId.Should().Be(Some.TenantId);
        exception.AllocationId.Should().Be("job-1");
        exception.Existing.Should().Be(Some.Amounts());
        exception.Requested.Should().Be(ResourceAmounts.None);
        exception.Message.Should().ContainAll("acme", "job-1", "it holds cpu 0.5, memory 536870912, storage 1073741824, containers 1, services 1;", "nothing was asked for");
        exception.IsTransient.Should().BeFalse();
    }

    [Theory]
    [InlineData(AllocationLimitKind.Allocations, "1000000 allocations")]
    [InlineData(AllocationLimitKind.Resources, "256 resources")]
    public void AllocationLimitException_carries_the_tenant_and_of_what(AllocationLimitKind kind, string text)
    {
        AllocationLimitException exception = new(Some.TenantId, kind);

        (exception.TenantId, exception.Kind, exception.IsTransient).Should().Be((Some.TenantId, kind, false));
        exception.Message.Should().ContainAll("acme", text);
    }

    [Fact]
    public void ReservationExpiredException_carries_the_allocation()
    {
        ReservationExpiredException exception = new(Some.TenantId, "job-1");

        exception.TenantId.Should().Be(Some.TenantId);
        exception.AllocationId.Should().Be("job-1");
        exception.Message.Should().ContainAll("acme", "job-1", "or it never was");
        exception.IsTransient.Should().BeFalse();
    }
}
