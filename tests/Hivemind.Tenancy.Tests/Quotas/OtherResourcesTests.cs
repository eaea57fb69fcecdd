namespace Hivemind.Tenancy.Tests;

/// <summary>Resources beside the five known ones, alike for amounts and quotas except for what 0 means.</summary>
public sealed class OtherResourcesTests
{
    private static readonly Dictionary<string, Func<IReadOnlyDictionary<string, long>, IReadOnlyDictionary<string, long>>> Kinds = new()
    {
        ["amounts"] = other => new ResourceAmounts { Other = other }.Other,
        ["quotas"] = other => new ResourceQuotas { Other = other }.Other,
    };

    public static TheoryData<string> KindNames => ["amounts", "quotas"];

    [Theory]
    [MemberData(nameof(KindNames))]
    public void Resources_of_the_greatest_number_are_taken_and_one_more_is_refused(string kind)
    {
        Dictionary<string, long> other = Enumerable.Range(1, 64).ToDictionary(i => $"resource-{i}", i => (long)i);

        Kinds[kind](other).Should().Equal(other);
        other["one-more"] = 1;
        Kinds.Invoking(k => k[kind](other)).Should().Throw<ArgumentException>().WithMessage("*65*64*");
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public void Name_is_an_RFC_1123_label(string kind)
    {
        Kinds[kind](new Dictionary<string, long> { [Texts.OfLength(63)] = 1 }).Should().ContainSingle();
        foreach (string name in new[] { "", "GPU", "-gpu", "gpu-", "nvidia.com/gpu", "public ips", Texts.OfLength(64), "gpü" })
        {
            Kinds.Invoking(k => k[kind](new Dictionary<string, long> { [name] = 1 }))
                .Should().Throw<ArgumentException>().WithMessage($"*'{name}'*1 to 63*");
        }
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public void Known_resource_is_refused_by_name(string kind)
    {
        foreach (string name in new[] { ResourceNames.Cpu, ResourceNames.Memory, ResourceNames.Storage, ResourceNames.Containers, ResourceNames.Services })
        {
            Kinds.Invoking(k => k[kind](new Dictionary<string, long> { [name] = 0 })).Should().Throw<ArgumentException>().WithMessage($"*'{name}'*");
        }
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public void Negative_amount_is_refused_with_its_name(string kind) =>
        Kinds.Invoking(k => k[kind](new Dictionary<string, long> { ["fpga"] = 1, ["gpu"] = -1 }))
            .Should().Throw<ArgumentOutOfRangeException>().WithMessage("*gpu*").Which.ActualValue.Should().Be(-1L);

    [Theory]
    [MemberData(nameof(KindNames))]
    public void Null_is_refused(string kind) => Kinds.Invoking(k => k[kind](null!)).Should().Throw<ArgumentNullException>();

    [Fact]
    public void Zero_is_the_same_as_absent_in_amounts()
    {
        ResourceAmounts amounts = new() { Other = new Dictionary<string, long> { ["gpu"] = 0, ["fpga"] = 1 } };

        amounts.Other.Should().Equal(new Dictionary<string, long> { ["fpga"] = 1 });
        amounts.Should().Be(new ResourceAmounts { Other = new Dictionary<string, long> { ["fpga"] = 1 } });
        new ResourceAmounts { Other = new Dictionary<string, long> { ["gpu"] = 0 } }.Should().Be(ResourceAmounts.None);
    }

    [Fact]
    public void Zero_is_nothing_at_all_and_absent_is_unlimited_in_quotas()
    {
        ResourceQuotas quotas = new() { Other = new Dictionary<string, long> { ["gpu"] = 0 } };

        quotas.Other.Should().Equal(new Dictionary<string, long> { ["gpu"] = 0 });
        quotas.Should().NotBe(ResourceQuotas.Unlimited);
    }

    [Fact]
    public void Quotas_taken_for_amounts_drop_their_zeros()
    {
        ResourceQuotas quotas = new() { Other = new Dictionary<string, long> { ["gpu"] = 0, ["fpga"] = 3 } };

        new ResourceAmounts { Other = quotas.Other }.Other.Should().Equal(new Dictionary<string, long> { ["fpga"] = 3 });
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public void What_is_changed_afterwards_in_the_given_dictionary_changes_nothing(string kind)
    {
        Dictionary<string, long> given = new() { ["gpu"] = 1 };
        IReadOnlyDictionary<string, long> kept = Kinds[kind](given);

        given["gpu"] = -5;
        given["cpu"] = 7;

        kept.Should().Equal(new Dictionary<string, long> { ["gpu"] = 1 });
        kept.Keys.Should().NotBeAssignableTo<ICollection<string>>();
        kept.Values.Should().NotBeAssignableTo<ICollection<long>>();
    }

    [Fact]
    public void Order_does_not_matter_for_equality()
    {
        Dictionary<string, long> one = new() { ["a"] = 1, ["b"] = 2 };
        Dictionary<string, long> other = new() { ["b"] = 2, ["a"] = 1 };

        new ResourceAmounts { Other = other }.Should().Be(new ResourceAmounts { Other = one });
        new ResourceAmounts { Other = other }.GetHashCode().Should().Be(new ResourceAmounts { Other = one }.GetHashCode());
        new ResourceQuotas { Other = other }.Should().Be(new ResourceQuotas { Other = one });
        new ResourceQuotas { Other = other }.GetHashCode().Should().Be(new ResourceQuotas { Other = one }.GetHashCode());
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public void Dictionary_that_changes_while_it_is_read_does_not_get_past_the_checks(string kind) =>
        Kinds.Invoking(k => k[kind](new ShiftingDictionary<long>(("gpu", 1), ("NOT A LABEL", -1)))).Should().NotThrow().Which.Should().Equal(new Dictionary<string, long> { ["gpu"] = 1 });

}
