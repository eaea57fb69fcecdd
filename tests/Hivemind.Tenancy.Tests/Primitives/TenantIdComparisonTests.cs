using CsCheck;

namespace Hivemind.Tenancy.Tests;

public sealed class TenantIdComparisonTests
{
    private static readonly Gen<TenantId> Ids = Gen.String[Gen.Char["ab0-"], 1, 3].Where(s => TenantId.TryParse(s, out _)).Select(TenantId.Parse);

    [Fact]
    public void Equality_and_order_are_those_of_the_ordinal_text() =>
        Gen.Select(Ids, Ids).Sample(
            (a, b) =>
            {
                int order = string.CompareOrdinal(a.Value, b.Value);
                return a.Equals(b) == (order == 0)
                    && a.Equals((object)b) == (order == 0)
                    && (a == b) == (order == 0)
                    && (a != b) == (order != 0)
                    && (a < b) == (order < 0)
                    && (a <= b) == (order <= 0)
                    && (a > b) == (order > 0)
                    && (a >= b) == (order >= 0)
                    && Math.Sign(a.CompareTo(b)) == Math.Sign(order)
                    && (order != 0 || a.GetHashCode() == b.GetHashCode());
            },
            iter: 10_000);

    [Fact]
    public void Sort_is_ordinal_with_default_first()
    {
        TenantId[] ids = [TenantId.Parse("b"), TenantId.Parse("a0"), default, TenantId.Parse("a-b"), TenantId.Parse("a"), TenantId.Parse("0")];

        Array.Sort(ids);

        ids.Select(id => id.ToString()).Should().Equal("", "0", "a", "a-b", "a0", "b");
    }

    [Fact]
    public void Equals_of_another_type_is_false()
    {
        TenantId.Parse("a").Equals("a").Should().BeFalse();
        TenantId.Parse("a").Equals(null).Should().BeFalse();
    }

    [Fact]
    public void Ids_from_different_strings_find_each_other_in_a_hash_set()
    {
        HashSet<TenantId> set = [TenantId.Parse("acme-" + 7)];

        set.Should().Contain(TenantId.Parse(string.Concat("ac", "me-7"))).And.NotContain(TenantId.Parse("acme-8"));
    }
}
