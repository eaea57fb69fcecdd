namespace Hivemind.Tenancy.Tests;

public sealed class ResourceUsageTests
{
    [Theory]
    [InlineData(0, 0, 8, 8, 0)]
    [InlineData(5, 2, 8, 1, 0)]
    [InlineData(8, 0, 8, 0, 0)]
    [InlineData(0, 8, 8, 0, 0)]
    [InlineData(7, 3, 8, 0, 2)]
    [InlineData(3, 0, 0, 0, 3)]
    [InlineData(0, 0, 0, 0, 0)]
    public void Available_and_Over_measure_the_total_against_the_effective_limit(int used, int reserved, int limit, int available, int over)
    {
        ResourceUsage usage = new("gpu", used, reserved, Quota: 1, limit);

        usage.Total.Should().Be(used + reserved);
        usage.Available.Should().Be(available);
        usage.Over.Should().Be(over);
    }

    [Fact]
    public void Unlimited_has_no_measure_and_is_never_over()
    {
        ResourceUsage usage = new("gpu", long.MaxValue, long.MaxValue, Quota: null, Limit: null);

        usage.Total.Should().Be(2m * long.MaxValue);
        usage.Available.Should().BeNull();
        usage.Over.Should().Be(0);
    }

    [Fact]
    public void Millicores_are_exact()
    {
        ResourceUsage usage = new("cpu", 0.1m, 0.2m, 0.4m, 0.4m);

        usage.Total.Should().Be(0.3m);
        usage.Available.Should().Be(0.1m);
    }
}
