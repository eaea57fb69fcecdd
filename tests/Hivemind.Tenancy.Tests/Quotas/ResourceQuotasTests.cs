namespace Hivemind.Tenancy.Tests;

public sealed class ResourceQuotasTests
{
    private static readonly Dictionary<string, (Func<ResourceQuotas, long?, ResourceQuotas> Set, Func<ResourceQuotas, decimal?> Get)> Limits = new()
    {
        [nameof(ResourceQuotas.CpuCores)] = ((q, n) => q with { CpuCores = n }, q => q.CpuCores),
        [nameof(ResourceQuotas.MemoryBytes)] = ((q, n) => q with { MemoryBytes = n }, q => q.MemoryBytes),
        [nameof(ResourceQuotas.StorageBytes)] = ((q, n) => q with { StorageBytes = n }, q => q.StorageBytes),
        [nameof(ResourceQuotas.Containers)] = ((q, n) => q with { Containers = n }, q => q.Containers),
        [nameof(ResourceQuotas.Services)] = ((q, n) => q with { Services = n }, q => q.Services),
    };

    public static TheoryData<string> LimitNames => [.. Limits.Keys];

    [Fact]
    public void Unlimited_limits_nothing()
    {
        ResourceQuotas.Unlimited.Should().Be(new ResourceQuotas());
        Limits.Values.Select(l => l.Get(ResourceQuotas.Unlimited)).Should().OnlyContain(n => n == null);
        ResourceQuotas.Unlimited.Other.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(LimitNames))]
    public void Limit_is_kept_without_touching_the_others(string name)
    {
        foreach (long? limit in new long?[] { 0, 1, 9_223_372_036_854_775, null })
        {
            ResourceQuotas quotas = Limits[name].Set(ResourceQuotas.Unlimited, limit);

            Limits[name].Get(quotas).Should().Be(limit);
            Limits.Where(l => l.Key != name).Select(l => l.Value.Get(quotas)).Should().OnlyContain(n => n == null);
        }
    }

    [Theory]
    [MemberData(nameof(LimitNames))]
    public void Null_is_not_zero(string name)
    {
        ResourceQuotas zero = Limits[name].Set(ResourceQuotas.Unlimited, 0);

        Limits[name].Get(zero).Should().Be(0);
        zero.Should().NotBe(ResourceQuotas.Unlimited);
        Limits[name].Set(zero, null).Should().Be(ResourceQuotas.Unlimited);
    }

    [Theory]
    [MemberData(nameof(LimitNames))]
    public void Negative_limit_is_refused_and_is_no_way_to_say_unlimited(string name)
    {
        foreach (long limit in new[] { -1, long.MinValue })
        {
            Limits[name].Set.Invoking(set => set(ResourceQuotas.Unlimited, limit)).Should().Throw<ArgumentOutOfRangeException>();
        }
    }

    [Fact]
    public void Counts_up_to_the_greatest_number_are_kept()
    {
        ResourceQuotas quotas = new()
        {
            MemoryBytes = long.MaxValue,
            StorageBytes = long.MaxValue,
            Containers = long.MaxValue,
            Services = long.MaxValue,
            Other = new Dictionary<string, decimal> { ["gpu"] = long.MaxValue },
        };

        new[] { quotas.MemoryBytes, quotas.StorageBytes, quotas.Containers, quotas.Services, (long)quotas.Other["gpu"] }
            .Should().OnlyContain(n => n == long.MaxValue);
    }

    [Theory]
    [MemberData(nameof(LimitNames))]
    public void Quotas_that_differ_in_one_resource_are_not_equal(string name)
    {
        ResourceQuotas quotas = new() { CpuCores = 8, MemoryBytes = 8, StorageBytes = 8, Containers = 8, Services = 8 };

        Limits[name].Set(quotas, 7).Should().NotBe(quotas);
        Limits[name].Set(quotas, 8).Should().Be(quotas);
        Limits[name].Set(quotas, 8).GetHashCode().Should().Be(quotas.GetHashCode());
        quotas.Equals(null).Should().BeFalse();
    }

    [Fact]
    public void Quotas_that_are_equal_have_one_hash_code()
    {
        ResourceQuotas quotas = new() { CpuCores = 8, MemoryBytes = 0, Other = new Dictionary<string, decimal> { ["fpga"] = 2, ["gpu"] = 0 } };
        ResourceQuotas[] same =
        [
            quotas with { },
            quotas with { CpuCores = 8.000m },
            quotas with { StorageBytes = null },
            quotas with { Other = new Dictionary<string, decimal> { ["gpu"] = 0, ["fpga"] = 2 } },
            quotas with { Other = new SortedList<string, decimal> { ["gpu"] = 0, ["fpga"] = 2 } },
            ResourceQuotas.Unlimited with { CpuCores = 8, MemoryBytes = 0, Other = quotas.Other },
        ];

        same.Should().OnlyContain(q => q.Equals(quotas) && q.GetHashCode() == quotas.GetHashCode());
        (ResourceQuotas.Unlimited with { Containers = null }).GetHashCode().Should().Be(ResourceQuotas.Unlimited.GetHashCode());
    }

    [Fact]
    public void With_leaves_the_first_as_it_was()
    {
        ResourceQuotas first = new() { CpuCores = 8 };

        _ = first with { CpuCores = 1, Containers = 1 };

        first.Should().Be(new ResourceQuotas { CpuCores = 8 });
        ResourceQuotas.Unlimited.Should().Be(new ResourceQuotas());
    }
}
