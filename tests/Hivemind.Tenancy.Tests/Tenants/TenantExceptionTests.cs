namespace Hivemind.Tenancy.Tests;

/// <summary>Each exception about a tenant carries what a handler needs, and says it.</summary>
public sealed class TenantExceptionTests
{
    private static readonly InvalidOperationException Cause = new("disk full");

    [Fact]
    public void TenantNotFoundException_carries_the_tenant()
    {
        TenantNotFoundException exception = new(Some.TenantId);

        exception.TenantId.Should().Be(Some.TenantId);
        exception.Message.Should().Contain("acme");
        exception.IsTransient.Should().BeFalse();
    }

    [Theory]
    [InlineData(TenantConflictKind.Id, "id")]
    [InlineData(TenantConflictKind.Name, "name")]
    [InlineData(TenantConflictKind.Namespace, "namespace")]
    public void TenantConflictException_carries_what_is_taken(TenantConflictKind kind, string word)
    {
        TenantConflictException exception = new(kind, "acme");

        exception.Kind.Should().Be(kind);
        exception.Value.Should().Be("acme");
        exception.Message.Should().Contain($"{word} 'acme'");
        exception.IsTransient.Should().BeFalse();
    }

    [Fact]
    public void TenantVersionConflictException_carries_both_versions()
    {
        TenantVersionConflictException exception = new(Some.TenantId, expectedVersion: 3, actualVersion: 5);

        exception.TenantId.Should().Be(Some.TenantId);
        exception.ExpectedVersion.Should().Be(3);
        exception.ActualVersion.Should().Be(5);
        exception.Message.Should().ContainAll("acme", "5", "3");
        exception.IsTransient.Should().BeFalse("the same call unchanged cannot succeed");
    }

    [Fact]
    public void TenantNotActiveException_carries_the_status()
    {
        TenantNotActiveException exception = new(Some.TenantId, TenantStatus.Suspended);

        exception.TenantId.Should().Be(Some.TenantId);
        exception.Status.Should().Be(TenantStatus.Suspended);
        exception.Message.Should().ContainAll("acme", "Suspended");
        exception.IsTransient.Should().BeFalse();
    }

    [Fact]
    public void InvalidTenantTransitionException_carries_the_step()
    {
        InvalidTenantTransitionException exception = new(Some.TenantId, TenantStatus.Pending, TenantStatus.Suspended);

        exception.TenantId.Should().Be(Some.TenantId);
        exception.From.Should().Be(TenantStatus.Pending);
        exception.To.Should().Be(TenantStatus.Suspended);
        exception.Message.Should().ContainAll("acme", "Pending", "Suspended");
        exception.IsTransient.Should().BeFalse();
    }

    [Fact]
    public void TenantProvisioningException_carries_the_status_and_the_cause()
    {
        TenantProvisioningException exception = new(Some.TenantId, TenantStatus.Pending, "DatabaseProvisioner: disk full", Cause);

        exception.TenantId.Should().Be(Some.TenantId);
        exception.Status.Should().Be(TenantStatus.Pending);
        exception.Reason.Should().Be("DatabaseProvisioner: disk full");
        exception.InnerException.Should().BeSameAs(Cause);
        exception.Message.Should().ContainAll("acme", "Pending", "DatabaseProvisioner: disk full");
        exception.IsTransient.Should().BeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TenantProvisioningException_is_transient_when_its_cause_says_so(bool transient) =>
        new TenantProvisioningException(Some.TenantId, TenantStatus.Pending, "x", new TenancyStoreException("lost", transient))
            .IsTransient.Should().Be(transient);
}
