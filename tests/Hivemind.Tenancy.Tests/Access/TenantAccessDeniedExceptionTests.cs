namespace Hivemind.Tenancy.Tests;

public sealed class TenantAccessDeniedExceptionTests
{
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
}
