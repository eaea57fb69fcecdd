namespace Hivemind.Tenancy.Tests;

public sealed class TenantContextMissingExceptionTests
{
    [Fact]
    public void TenantContextMissingException_says_how_to_get_one() =>
        new TenantContextMissingException().Message.Should().ContainAll("GetTenantContextAsync", "using (TenantContext.System(\"setup\", \"seed tenants\").Enter())");
}
