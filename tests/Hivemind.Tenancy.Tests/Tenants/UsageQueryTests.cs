namespace Hivemind.Tenancy.Tests;

public sealed class UsageQueryTests
{
    [Fact]
    public void Defaults_ask_for_the_first_hundred_of_all()
    {
        UsageQuery query = new();

        query.Tenants.Should().BeNull();
        query.After.Should().BeNull();
        query.Limit.Should().Be(100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void As_many_tenants_as_a_page_holds_are_taken(int count) => new UsageQuery { Tenants = Many(count) }.Tenants.Should().Equal(Many(count));

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void None_is_no_way_to_say_all_and_more_than_a_page_holds_are_refused(int count) =>
        ((Action)(() => _ = new UsageQuery { Tenants = Many(count) })).Should().Throw<ArgumentOutOfRangeException>().WithMessage("Tenants are 1 to 1000, or null for all.*");

    [Fact]
    public void Nobody_is_no_tenant_to_name() =>
        ((Action)(() => _ = new UsageQuery { Tenants = [Some.TenantId, default] })).Should().Throw<ArgumentException>().WithMessage("default(TenantReference) names nobody*");

    [Fact]
    public void Tenants_are_what_they_were_when_they_were_given()
    {
        TenantReference[] given = [Some.TenantId, Some.OtherTenantId];
        UsageQuery query = new() { Tenants = given };

        given[0] = default;

        query.Tenants.Should().Equal(Some.TenantId, Some.OtherTenantId);
        query.Should().Be(new UsageQuery { Tenants = [Some.TenantId, Some.OtherTenantId] });
    }

    private static TenantReference[] Many(int count) => [.. Enumerable.Range(0, count).Select(i => (TenantReference)TenantId.Parse($"t-{i}"))];
}
