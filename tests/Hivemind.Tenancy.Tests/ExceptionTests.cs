namespace Hivemind.Tenancy.Tests;

/// <summary>Each exception carries what a handler needs, and says it.</summary>
public sealed class ExceptionTests
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
    public void TenantAccessDeniedException_at_the_door_does_not_say_whether_the_tenant_exists()
    {
        TenantAccessDeniedException exception = new(Some.User, Some.TenantId);

        exception.UserId.Should().Be(Some.User);
        exception.TenantId.Should().Be(Some.TenantId);
        exception.Permission.Should().BeNull();
        exception.Scope.Should().BeNull();
        exception.Message.Should().ContainAll("ulrich", "acme", "does not exist or");
        exception.IsTransient.Should().BeFalse();
    }

    [Fact]
    public void TenantAccessDeniedException_carries_the_missing_permission()
    {
        PermissionScope scope = PermissionScope.Namespace(Some.TenantId, "web");
        TenantAccessDeniedException exception = new(Some.User, TenancyPermissions.UpdateBindings, scope);

        exception.UserId.Should().Be(Some.User);
        exception.TenantId.Should().Be(Some.TenantId);
        exception.Permission.Should().Be(TenancyPermissions.UpdateBindings);
        exception.Scope.Should().Be(scope);
        exception.Message.Should().ContainAll("ulrich", "role-bindings:update", "acme/web");
        new TenantAccessDeniedException(Some.User, TenancyPermissions.UpdateQuotas, PermissionScope.Global).TenantId.Should().BeNull();
    }

    [Fact]
    public void TenantContextMissingException_says_how_to_get_one() =>
        new TenantContextMissingException().Message.Should().ContainAll("context.Enter()", "TenantContext.System");

    [Fact]
    public void QuotaExceededException_carries_and_says_each_shortage()
    {
        QuotaDecision decision = QuotaDecision.Refused(
            [new QuotaShortage("cpu", 2, 7, 0.5m, 8, null), new QuotaShortage("gpu", 1, 4, 0, 4, null)]);
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

    [Fact]
    public void ReservationExpiredException_carries_the_allocation()
    {
        ReservationExpiredException exception = new(Some.TenantId, "job-1");

        exception.TenantId.Should().Be(Some.TenantId);
        exception.AllocationId.Should().Be("job-1");
        exception.Message.Should().ContainAll("acme", "job-1", "or it never was");
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TenancyStoreException_says_whether_to_retry(bool transient)
    {
        TenancyStoreException exception = new("connection lost", transient, Cause);

        exception.IsTransient.Should().Be(transient);
        exception.Message.Should().Be("connection lost");
        exception.InnerException.Should().BeSameAs(Cause);
        new TenancyStoreException("connection lost", transient).InnerException.Should().BeNull();
    }
}
