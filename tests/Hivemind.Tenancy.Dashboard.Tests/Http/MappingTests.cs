using Microsoft.AspNetCore.Builder;

namespace Hivemind.Tenancy.Dashboard.Tests.Http;

/// <summary>What the host says where it maps the dashboard.</summary>
public sealed class MappingTests
{
    [Theory]
    [InlineData("/Größe")]
    [InlineData("/租户")]
    [InlineData("/tenants\u202e")]
    [InlineData("/a\tb")]
    [InlineData("/tenants/")]
    [InlineData("tenants")]
    [InlineData("/{tenant}")]
    [InlineData("/a%20b")]
    public async Task A_prefix_that_cannot_work_is_refused_at_the_start_with_what_to_write(string prefix)
    {
        Func<Task> start = async () => await (await DashboardHost.StartAsync(more: app => app.MapTenantDashboard(prefix))).DisposeAsync();

        await start.Should().ThrowAsync<ArgumentException>().WithMessage("*is refused. Write a path that begins with a slash*ASCII: /tenants, for instance.*");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    public void A_page_holds_as_many_tenants_as_can_be_followed(int size) => new TenantDashboardOptions { PageSize = size }.PageSize.Should().Be(size);

    [Theory]
    [InlineData(9)]
    [InlineData(101)]
    public void A_page_that_holds_more_or_too_few_is_refused(int size)
    {
        Action set = () => _ = new TenantDashboardOptions { PageSize = size };

        set.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*10 to 100*");
    }
}
