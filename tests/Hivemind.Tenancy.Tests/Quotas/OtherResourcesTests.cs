namespace Hivemind.Tenancy.Tests;

/// <summary>Resources beside the five known ones, alike for amounts and quotas except for what 0 means.</summary>
public sealed class OtherResourcesTests
{
    private static readonly Dictionary<string, Func<IReadOnlyDictionary<string, decimal>, IReadOnlyDictionary<string, decimal>>> Kinds = new()
    {
        ["amounts"] = other => new ResourceAmounts { Other = other }.Other,
        ["quotas"] = other => new ResourceQuotas { Other = other }.Other,
    };

    private static readonly string LongestPrefix = string.Concat(Enumerable.Repeat("abcdefghi.", 25)) + "xyz";

    public static TheoryData<string> KindNames => ["amounts", "quotas"];

    [Theory]
    [MemberData(nameof(KindNames))]
    public void Resources_of_the_greatest_number_are_taken_and_one_more_is_refused(string kind)
    {
        Dictionary<string, decimal> other = Enumerable.Range(1, 64).ToDictionary(i => $"resource-{i}", i => (decimal)i);

        Kinds[kind](other).Should().Equal(other);
        other["one-more"] = 1;
        Kinds.Invoking(k => k[kind](other)).Should().Throw<ArgumentException>().WithMessage("*65*64*");
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public void Name_as_Kubernetes_writes_it_is_taken_unchanged(string kind)
    {
        string[] names =
        [
            "gpu", "GPU", "0", "a_b.c-D", "nvidia.com/gpu", "requests.storage", "count/jobs.batch", "3com.example/X",
            "elastifile.storageclass.storage.k8s.io/requests.storage", Texts.OfLength(63), LongestPrefix + "/" + Texts.OfLength(63),
        ];
        foreach (string name in names)
        {
            Kinds[kind](new Dictionary<string, decimal> { [name] = 1 }).Should().Equal(new Dictionary<string, decimal> { [name] = 1 });
        }

        names[^1].Length.Should().Be(TenancyLimits.ResourceNameLength);
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public void Name_that_Kubernetes_refuses_is_refused_with_what_is_wrong_and_the_rule(string kind)
    {
        (string Name, string Wrong)[] names =
        [
            ("", "empty"), ("-gpu", "character"), ("gpu-", "character"), ("gpu.", "character"), (".gpu", "character"), ("_gpu", "character"),
            ("public ips", "character"), ("gpü", "character"), ("gpu\n", "character"), ("a\"b", "character"), ("$.a", "character"),
            (Texts.OfLength(64), "has 64 characters"), ("a.b/" + Texts.OfLength(64), "after the '/' has 64 characters"),
            ("count/securityprofilesoperatordaemons.security-profiles-operator.x-k8s.io", "after the '/' has 67 characters"),
            ("/gpu", "nothing stands before"), ("nvidia.com/", "nothing stands after"), ("a/b/c", "more than one"), ("a//b", "more than one"),
            ("Nvidia.com/gpu", "subdomain"), ("nvidia..com/gpu", "subdomain"), (".com/gpu", "subdomain"), ("com./gpu", "subdomain"),
            ("a.-b/gpu", "subdomain"), ("a-.b/gpu", "subdomain"), ("a_b/gpu", "subdomain"), (LongestPrefix + "a/gpu", "254 characters stand before"),
        ];
        foreach ((string name, string wrong) in names)
        {
            Kinds.Invoking(k => k[kind](new Dictionary<string, decimal> { [name] = 1 }))
                .Should().Throw<ArgumentException>().WithMessage($"*{wrong}*qualified name*253*1 to 63*", "of '{0}'", name);
        }
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public void Known_resource_in_another_case_is_refused_as_it_would_limit_nothing(string kind)
    {
        foreach (string name in new[] { "CPU", "Memory", "sTorage", "Containers", "SERVICES" })
        {
            Kinds.Invoking(k => k[kind](new Dictionary<string, decimal> { [name] = 1 })).Should().Throw<ArgumentException>().WithMessage($"*'{name}'*case*'{name.ToLowerInvariant()}'*");
        }
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public void What_ends_in_cpu_is_kept_in_thousandths_and_the_rest_in_whole_units(string kind)
    {
        Dictionary<string, decimal> other = new()
        {
            ["limits.cpu"] = 0.001m,
            ["requests.cpu"] = 9_223_372_036_854_775.807m,
            ["requests.memory"] = long.MaxValue,
            ["cpu.example/gpu"] = 2.000m,
            ["vcpu"] = 1.5000m,
        };

        IReadOnlyDictionary<string, decimal> kept = Kinds[kind](other);

        kept.Should().Equal(other);
        kept["cpu.example/gpu"].ToString(System.Globalization.CultureInfo.InvariantCulture).Should().Be("2");
        kept["vcpu"].ToString(System.Globalization.CultureInfo.InvariantCulture).Should().Be("1.5");
        kept.TryGetValue("gpu", out decimal none).Should().BeFalse();
        none.Should().Be(0);
    }

    [Theory]
    [InlineData("requests.cpu", "0.0001", "steps of 0.001")]
    [InlineData("requests.cpu", "9223372036854775.808", "at most 9223372036854775.807")]
    [InlineData("requests.cpu", "-0.001", "0 or more")]
    [InlineData("requests.memory", "1.024", "whole bytes")]
    [InlineData("requests.memory", "0.5", "not rounded")]
    [InlineData("requests.CPU", "0.5", "end in 'cpu'")]
    [InlineData("nvidia.com/gpu", "0.001", "whole units")]
    [InlineData("requests.memory", "9223372036854775808", "at most 9223372036854775807")]
    [InlineData("requests.memory", "79228162514264337593543950335", "at most 9223372036854775807")]
    public void Amount_that_is_not_exact_is_refused_with_its_name_and_never_rounded(string name, string amount, string message)
    {
        foreach (string kind in Kinds.Keys)
        {
            Kinds.Invoking(k => k[kind](new Dictionary<string, decimal> { [name] = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture) }))
                .Should().Throw<ArgumentOutOfRangeException>().WithMessage($"*'{name}'*{message}*");
        }
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public void Known_resource_is_refused_by_name(string kind)
    {
        foreach (string name in new[] { ResourceNames.Cpu, ResourceNames.Memory, ResourceNames.Storage, ResourceNames.Containers, ResourceNames.Services })
        {
            Kinds.Invoking(k => k[kind](new Dictionary<string, decimal> { [name] = 0 })).Should().Throw<ArgumentException>().WithMessage($"*'{name}'*");
        }
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public void Negative_amount_is_refused_with_its_name(string kind) =>
        Kinds.Invoking(k => k[kind](new Dictionary<string, decimal> { ["fpga"] = 1, ["gpu"] = -1 }))
            .Should().Throw<ArgumentOutOfRangeException>().WithMessage("*gpu*").Which.ActualValue.Should().Be(-1m);

    [Theory]
    [MemberData(nameof(KindNames))]
    public void Null_is_refused(string kind) => Kinds.Invoking(k => k[kind](null!)).Should().Throw<ArgumentNullException>();

    [Fact]
    public void Zero_is_the_same_as_absent_in_amounts()
    {
        ResourceAmounts amounts = new() { Other = new Dictionary<string, decimal> { ["gpu"] = 0, ["fpga"] = 1 } };

        amounts.Other.Should().Equal(new Dictionary<string, decimal> { ["fpga"] = 1 });
        amounts.Should().Be(new ResourceAmounts { Other = new Dictionary<string, decimal> { ["fpga"] = 1 } });
        new ResourceAmounts { Other = new Dictionary<string, decimal> { ["gpu"] = 0 } }.Should().Be(ResourceAmounts.None);
    }

    [Fact]
    public void Zero_is_nothing_at_all_and_absent_is_unlimited_in_quotas()
    {
        ResourceQuotas quotas = new() { Other = new Dictionary<string, decimal> { ["gpu"] = 0 } };

        quotas.Other.Should().Equal(new Dictionary<string, decimal> { ["gpu"] = 0 });
        quotas.Should().NotBe(ResourceQuotas.Unlimited);
    }

    [Fact]
    public void Quotas_taken_for_amounts_drop_their_zeros()
    {
        ResourceQuotas quotas = new() { Other = new Dictionary<string, decimal> { ["gpu"] = 0, ["fpga"] = 3 } };

        new ResourceAmounts { Other = quotas.Other }.Other.Should().Equal(new Dictionary<string, decimal> { ["fpga"] = 3 });
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public void What_is_changed_afterwards_in_the_given_dictionary_changes_nothing(string kind)
    {
        Dictionary<string, decimal> given = new() { ["gpu"] = 1 };
        IReadOnlyDictionary<string, decimal> kept = Kinds[kind](given);

        given["gpu"] = -5;
        given["cpu"] = 7;

        kept.Should().Equal(new Dictionary<string, decimal> { ["gpu"] = 1 });
        kept.Keys.Should().NotBeAssignableTo<ICollection<string>>();
        kept.Values.Should().NotBeAssignableTo<ICollection<decimal>>();
    }

    [Fact]
    public void Order_does_not_matter_for_equality()
    {
        Dictionary<string, decimal> one = new() { ["a"] = 1, ["b"] = 2 };
        Dictionary<string, decimal> other = new() { ["b"] = 2, ["a"] = 1 };

        new ResourceAmounts { Other = other }.Should().Be(new ResourceAmounts { Other = one });
        new ResourceAmounts { Other = other }.GetHashCode().Should().Be(new ResourceAmounts { Other = one }.GetHashCode());
        new ResourceQuotas { Other = other }.Should().Be(new ResourceQuotas { Other = one });
        new ResourceQuotas { Other = other }.GetHashCode().Should().Be(new ResourceQuotas { Other = one }.GetHashCode());
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public void Dictionary_that_changes_while_it_is_read_does_not_get_past_the_checks(string kind) =>
        Kinds.Invoking(k => k[kind](new ShiftingDictionary<decimal>(("gpu", 1), ("NOT A LABEL", -1)))).Should().NotThrow().Which.Should().Equal(new Dictionary<string, decimal> { ["gpu"] = 1 });

}
