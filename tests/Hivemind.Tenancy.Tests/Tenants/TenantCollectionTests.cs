namespace Hivemind.Tenancy.Tests;

/// <summary>Namespaces and labels, alike for <see cref="Tenant"/> and <see cref="TenantSpec"/>.</summary>
public sealed class TenantCollectionTests
{
    private static readonly Dictionary<string, Func<IReadOnlyList<string>, IReadOnlyList<string>>> Namespaces = new()
    {
        ["Tenant"] = n => (Some.Tenant() with { Namespaces = n }).Namespaces,
        ["TenantSpec"] = n => (Some.Spec() with { Namespaces = n }).Namespaces,
    };

    private static readonly Dictionary<string, Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>>> Labels = new()
    {
        ["Tenant"] = l => (Some.Tenant() with { Labels = l }).Labels,
        ["TenantSpec"] = l => (Some.Spec() with { Labels = l }).Labels,
    };

    public static TheoryData<string> Records => ["Tenant", "TenantSpec"];

    [Theory]
    [MemberData(nameof(Records))]
    public void Namespaces_are_sorted_ordinally_without_duplicates(string record)
    {
        IReadOnlyList<string> namespaces = Namespaces[record](["web", "api", "web-2", "a", "web", "0"]);

        namespaces.Should().Equal("0", "a", "api", "web", "web-2");
        namespaces[2].Should().Be("api");
    }

    [Fact]
    public void Collections_go_from_one_record_to_another_as_they_are()
    {
        Tenant tenant = Some.Tenant() with { Namespaces = ["web", "api"], Labels = new Dictionary<string, string> { ["tier"] = "gold" } };

        TenantSpec spec = Some.Spec() with { Namespaces = tenant.Namespaces, Labels = tenant.Labels };

        spec.Namespaces.Should().Equal("api", "web");
        spec.Labels.Should().BeSameAs(tenant.Labels, "what cannot change need not be copied");
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Namespaces_of_the_greatest_number_are_taken_and_one_more_is_refused(string record)
    {
        string[] most = [.. Enumerable.Range(0, 1000).Select(i => $"ns-{i}")];

        Namespaces[record](most).Should().HaveCount(1000);
        Namespaces[record]([.. most, most[0]]).Should().HaveCount(1000, "a duplicate does not count");
        Namespaces.Invoking(n => n[record]([.. most, "one-more"])).Should().Throw<ArgumentException>().WithMessage("*1001*1000*");
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Namespace_that_is_no_RFC_1123_label_is_refused(string record)
    {
        foreach (string name in new[] { "", "Web", "-web", "web-", "w.b", "w b", Texts.OfLength(64), "wéb" })
        {
            Namespaces.Invoking(n => n[record](["api", name])).Should().Throw<ArgumentException>().WithMessage($"*'{name}'*1 to 63*");
        }

        Namespaces.Invoking(n => n[record](["api", null!])).Should().Throw<ArgumentException>();
        Namespaces[record]([Texts.OfLength(63)]).Should().ContainSingle();
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Labels_of_the_greatest_number_are_taken_and_one_more_is_refused(string record)
    {
        Dictionary<string, string> labels = Enumerable.Range(0, 64).ToDictionary(i => $"key {i}", i => $"value {i}");

        Labels[record](labels).Should().BeEquivalentTo(labels);
        labels["one more"] = "x";
        Labels.Invoking(l => l[record](labels)).Should().Throw<ArgumentException>().WithMessage("*65*64*");
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Label_keys_are_compared_ordinally(string record)
    {
        IReadOnlyDictionary<string, string> labels = Labels[record](new Dictionary<string, string> { ["Tier"] = "1", ["tier"] = "2" });

        labels["Tier"].Should().Be("1");
        labels["tier"].Should().Be("2");
        labels.ContainsKey("TIER").Should().BeFalse();
        labels.TryGetValue("TIER", out string? absent).Should().BeFalse();
        absent.Should().BeNull();
        labels.Invoking(l => l["TIER"]).Should().Throw<KeyNotFoundException>().WithMessage("*TIER*");
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void What_is_changed_afterwards_in_the_given_collections_changes_nothing(string record)
    {
        List<string> givenNamespaces = ["api", "web"];
        Dictionary<string, string> givenLabels = new() { ["tier"] = "gold" };
        IReadOnlyList<string> namespaces = Namespaces[record](givenNamespaces);
        IReadOnlyDictionary<string, string> labels = Labels[record](givenLabels);

        givenNamespaces[0] = "NOT A LABEL";
        givenNamespaces.Add("later");
        givenLabels["tier"] = "none";
        givenLabels["later"] = "x";

        namespaces.Should().Equal("api", "web");
        labels.Should().Equal(new Dictionary<string, string> { ["tier"] = "gold" });
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Labels_that_change_while_they_are_read_do_not_get_past_the_checks(string record) =>
        Labels[record](new ShiftingDictionary<string>(("tier", "gold"), ("a\nb", "\0")))
            .Should().Equal(new Dictionary<string, string> { ["tier"] = "gold" });

    [Theory]
    [MemberData(nameof(Records))]
    public void What_is_returned_cannot_be_cast_to_something_that_changes(string record)
    {
        IReadOnlyList<string> namespaces = Namespaces[record](["api", "web"]);
        IReadOnlyDictionary<string, string> labels = Labels[record](new Dictionary<string, string> { ["tier"] = "gold" });

        foreach (object view in new object[] { namespaces, labels, labels.Keys, labels.Values })
        {
            view.Should().NotBeAssignableTo<System.Collections.IList>().And.NotBeAssignableTo<System.Collections.IDictionary>();
            view.Should().NotBeAssignableTo<ICollection<string>>().And.NotBeAssignableTo<ICollection<KeyValuePair<string, string>>>();
        }
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Null_collections_are_refused(string record)
    {
        Namespaces.Invoking(n => n[record](null!)).Should().Throw<ArgumentNullException>();
        Labels.Invoking(l => l[record](null!)).Should().Throw<ArgumentNullException>();
    }
}
