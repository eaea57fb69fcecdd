namespace Hivemind.Tenancy.Tests;

/// <summary>Quotas that are in use somewhere, with their names unchanged: filled to the unit, and one more refused.</summary>
public sealed class ResourceManifestTests
{
    public static TheoryData<int> Whole => [.. Enumerable.Range(0, ResourceManifests.All.Count).Where(i => i != ResourceManifests.FractionsOfBytes)];

    [Fact]
    public void There_are_35() => ResourceManifests.All.Should().HaveCount(35);

    [Theory]
    [MemberData(nameof(Whole))]
    public Task Manifest_is_expressed_filled_to_the_unit_and_one_more_is_refused(int index) => FillAsync(ResourceManifests.Amounts(ResourceManifests.All[index]));

    /// <summary>Kubernetes reads 1024m of memory as 1.024 bytes and rounds up where it compares; what was meant was 1024Mi.</summary>
    [Fact]
    public async Task Fraction_of_a_byte_is_refused_by_name_and_a_host_that_rounds_up_fills_it()
    {
        IReadOnlyDictionary<string, decimal> amounts = ResourceManifests.Amounts(ResourceManifests.All[ResourceManifests.FractionsOfBytes]);

        amounts["requests.memory"].Should().Be(1.024m);
        FluentActions.Invoking(() => ResourceManifests.ToQuotas(amounts))
            .Should().Throw<ArgumentOutOfRangeException>().WithMessage("*.memory'*whole bytes*not rounded*");
        await FillAsync(amounts.ToDictionary(e => e.Key, e => decimal.Ceiling(e.Value)));
    }

    [Theory]
    [InlineData("500m", "0.5")]
    [InlineData("12000m", "12")]
    [InlineData("14336Mi", "15032385536")]
    [InlineData("50k", "50000")]
    [InlineData("4.1Gi", "4402341478.4")]
    [InlineData("1e3", "1000")]
    [InlineData("0", "0")]
    public void Quantity_is_read_exactly(string text, string number) =>
        ResourceManifests.Quantity(text).Should().Be(decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Said in another unit they are the same: 1000m is 1, 1024Ki is 1Mi.</summary>
    [Fact]
    public void Quantities_of_one_number_make_equal_quotas()
    {
        Dictionary<string, string> one = new() { ["cpu"] = "1000m", ["memory"] = "1024Ki", ["requests.cpu"] = "2500m", ["requests.storage"] = "2048Gi" };
        Dictionary<string, string> same = new() { ["cpu"] = "1", ["memory"] = "1Mi", ["requests.cpu"] = "2.500", ["requests.storage"] = "2Ti" };

        ResourceQuotas quotas = ResourceManifests.ToQuotas(ResourceManifests.Amounts(one));

        quotas.Should().Be(ResourceManifests.ToQuotas(ResourceManifests.Amounts(same)));
        quotas.CpuCores.Should().Be(1);
        quotas.MemoryBytes.Should().Be(1 << 20);
    }

    private static async Task FillAsync(IReadOnlyDictionary<string, decimal> amounts)
    {
        ResourceQuotas quotas = ResourceManifests.ToQuotas(amounts);
        quotas.Other.Keys.Should().BeEquivalentTo(amounts.Keys.Except(Resources.Known));
        using QuotaHost host = await QuotaHost.StartAsync(quotas: quotas);

        await host.RunAsync(ResourceManifests.ToAmounts(amounts), "all");

        foreach ((string name, decimal limit) in amounts)
        {
            (await host.UsageAsync(name)).Should().Be(new ResourceUsage(name, limit, 0, limit, limit));
            ReservationResult more = await host.TryReserveAsync(ResourceManifests.Least(name));
            more.IsAdmitted.Should().BeFalse("{0} is full", name);
            more.Decision.Shortages.Select(s => s.Resource).Should().Equal(name);
        }
    }
}
