namespace Hivemind.Tenancy.Tests;

public sealed class TenantQueryTests
{
    [Fact]
    public void Defaults_ask_for_the_first_hundred_of_all()
    {
        TenantQuery query = new();

        query.Limit.Should().Be(100);
        query.Status.Should().BeNull();
        query.OwnerId.Should().BeNull();
        query.After.Should().BeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void Limit_in_range_is_taken(int limit)
    {
        new TenantQuery { Limit = limit }.Limit.Should().Be(limit);
        new AllocationQuery { Limit = limit }.Limit.Should().Be(limit);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void Limit_out_of_range_is_refused(int limit)
    {
        const string allowed = "Limit is 1 to 1000. (Parameter 'Limit')*";
        ((Action)(() => _ = new TenantQuery { Limit = limit })).Should().Throw<ArgumentOutOfRangeException>().WithMessage(allowed);
        ((Action)(() => _ = new AllocationQuery { Limit = limit })).Should().Throw<ArgumentOutOfRangeException>().WithMessage(allowed);
    }

    [Fact]
    public void Status_that_does_not_exist_is_refused()
    {
        ((Action)(() => _ = new TenantQuery { Status = 0 })).Should().Throw<ArgumentOutOfRangeException>();
        ((Action)(() => _ = new TenantQuery { Status = (TenantStatus)5 })).Should().Throw<ArgumentOutOfRangeException>();
        new TenantQuery { Status = TenantStatus.Terminating }.Status.Should().Be(TenantStatus.Terminating);
    }

    [Fact]
    public void Queries_that_ask_the_same_are_equal()
    {
        TenantQuery query = new() { OwnerId = Some.Owner, After = Some.TenantId, Status = TenantStatus.Active, Limit = 7 };

        (query with { }).Should().Be(query);
        (query with { Limit = 8 }).Should().NotBe(query);
    }
}
