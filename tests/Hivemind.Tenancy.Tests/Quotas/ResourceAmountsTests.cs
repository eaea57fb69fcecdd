namespace Hivemind.Tenancy.Tests;

public sealed class ResourceAmountsTests
{
    private static readonly Dictionary<string, (Func<ResourceAmounts, long, ResourceAmounts> Set, Func<ResourceAmounts, long> Get)> Counts = new()
    {
        [nameof(ResourceAmounts.MemoryBytes)] = ((a, n) => a with { MemoryBytes = n }, a => a.MemoryBytes),
        [nameof(ResourceAmounts.StorageBytes)] = ((a, n) => a with { StorageBytes = n }, a => a.StorageBytes),
        [nameof(ResourceAmounts.Containers)] = ((a, n) => a with { Containers = n }, a => a.Containers),
        [nameof(ResourceAmounts.Services)] = ((a, n) => a with { Services = n }, a => a.Services),
        ["Other"] = (
            (a, n) => a with { Other = new Dictionary<string, decimal> { ["gpu"] = n } },
            a => a.Other.TryGetValue("gpu", out decimal gpu) ? (long)gpu : 0),
    };

    public static TheoryData<string> CountNames => [.. Counts.Keys];

    [Fact]
    public void None_is_nothing_of_anything()
    {
        ResourceAmounts none = ResourceAmounts.None;

        none.Should().Be(new ResourceAmounts());
        none.CpuCores.Should().Be(0);
        Counts.Values.Select(c => c.Get(none)).Should().OnlyContain(n => n == 0);
        none.Other.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(CountNames))]
    public void Count_is_kept_without_touching_the_others(string name)
    {
        ResourceAmounts before = Some.Amounts() with { Other = new Dictionary<string, decimal> { ["gpu"] = 5 } };
        foreach (long count in new[] { 0, 1, int.MaxValue + 1L, long.MaxValue })
        {
            ResourceAmounts after = Counts[name].Set(before, count);

            Counts[name].Get(after).Should().Be(count);
            after.CpuCores.Should().Be(before.CpuCores);
            foreach (string other in Counts.Keys.Where(k => k != name))
            {
                Counts[other].Get(after).Should().Be(Counts[other].Get(before), "only {0} was set", name);
            }
        }
    }

    [Theory]
    [MemberData(nameof(CountNames))]
    public void Negative_count_is_refused(string name)
    {
        foreach (long count in new[] { -1, long.MinValue })
        {
            Counts[name].Set.Invoking(set => set(ResourceAmounts.None, count))
                .Should().Throw<ArgumentOutOfRangeException>().WithMessage("*0 or more*").Which.ActualValue.Should().Be(count);
        }
    }

    [Theory]
    [MemberData(nameof(CountNames))]
    public void Amounts_that_differ_in_one_resource_are_not_equal(string name)
    {
        ResourceAmounts changed = Counts[name].Set(Some.Amounts(), 77);

        changed.Should().NotBe(Some.Amounts());
        (changed == Some.Amounts()).Should().BeFalse();
        Counts[name].Set(Some.Amounts(), 77).Should().Be(changed);
        Counts[name].Set(Some.Amounts(), 77).GetHashCode().Should().Be(changed.GetHashCode());
    }

    [Fact]
    public void Amounts_that_are_equal_have_one_hash_code()
    {
        ResourceAmounts amounts = Some.Amounts() with { Other = new Dictionary<string, decimal> { ["fpga"] = 2, ["gpu"] = 1 } };
        ResourceAmounts[] same =
        [
            amounts with { },
            amounts with { CpuCores = 0.500m },
            amounts with { Other = new Dictionary<string, decimal> { ["gpu"] = 1, ["fpga"] = 2 } },
            amounts with { Other = new SortedList<string, decimal> { ["gpu"] = 1, ["fpga"] = 2 } },
            amounts with { Other = new Dictionary<string, decimal> { ["gpu"] = 1, ["tpu"] = 0, ["fpga"] = 2 } },
            ResourceAmounts.None with
            {
                CpuCores = 0.5m, MemoryBytes = 512L << 20, StorageBytes = 1L << 30, Containers = 1, Services = 1, Other = amounts.Other,
            },
        ];

        same.Should().OnlyContain(a => a.Equals(amounts) && a.GetHashCode() == amounts.GetHashCode());
        new ResourceAmounts { Other = new Dictionary<string, decimal> { ["gpu"] = 0 } }.GetHashCode().Should().Be(ResourceAmounts.None.GetHashCode());
    }

    [Fact]
    public void With_makes_another_and_leaves_the_first_as_it_was()
    {
        ResourceAmounts first = Some.Amounts();

        _ = first with { CpuCores = 99, MemoryBytes = 99, Other = new Dictionary<string, decimal> { ["gpu"] = 99 } };

        first.Should().Be(Some.Amounts());
        ResourceAmounts.None.Should().Be(new ResourceAmounts());
    }

    [Fact]
    public void Equals_of_null_is_false() => ResourceAmounts.None.Equals(null).Should().BeFalse();

    [Fact]
    public void ToString_lists_what_is_not_0() =>
        (Some.Amounts() with { StorageBytes = 0, Services = 0, Other = new Dictionary<string, decimal> { ["gpu"] = 2, ["fpga"] = 0 } }).ToString()
            .Should().Be("cpu 0.5, memory 536870912, containers 1, gpu 2");

    [Fact]
    public void ToString_of_none_is_nothing() => ResourceAmounts.None.ToString().Should().Be("nothing");
}
