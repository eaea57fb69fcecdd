using System.Text.RegularExpressions;
using CsCheck;

namespace Hivemind.Tenancy.Tests;

public sealed partial class TenantIdTests
{
    public static TheoryData<string> Labels =>
    [
        "a", "0", "7", "ab", "a-b", "a--b", "0-0", "123", "acme", "acme-corp-7", "xn--bcher-kva",
        Texts.OfLength(63), new string('9', 63), "a" + new string('-', 61) + "b",
    ];

    public static TheoryData<string> NoLabels =>
    [
        "", " ", "-", "--", "-a", "a-", "a-b-", "A", "aCme", "a b", " a", "a ", "a\t", "a\n", "\na", "a\0", "a_b", "a.b", "a/b", "a:b",
        "a*", "ä", "é", "ı", "ß", "а" /* Cyrillic */, "ａ" /* full width */, "１", "٣", "a\u00ADb", "a\u200Bb", "😀",
        "a‐b" /* U+2010 */, "a−b" /* U+2212 */, Texts.OfLength(64), new string('-', 63), Texts.OfLength(63) + "-", Texts.OfLength(10_000),
    ];

    [Theory]
    [MemberData(nameof(Labels))]
    public void Parse_of_an_RFC_1123_label_returns_it(string text)
    {
        TenantId id = TenantId.Parse(text);

        id.Value.Should().Be(text);
        id.ToString().Should().Be(text);
        id.IsDefault.Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(Labels))]
    public void Each_way_of_parsing_returns_the_same_for_a_label(string text)
    {
        TenantId expected = TenantId.Parse(text);

        TenantId.Parse(text, provider: null).Should().Be(expected);
        TenantId.Parse(text.AsSpan(), provider: null).Should().Be(expected);
        TryParse<TenantId>(text).Should().Be(expected);
        TenantId.TryParse(text, out TenantId id).Should().BeTrue();
        id.Should().Be(expected);
        TenantId.TryParse(text, provider: null, out id).Should().BeTrue();
        id.Should().Be(expected);
        TenantId.TryParse(("<" + text + ">").AsSpan(1, text.Length), provider: null, out id).Should().BeTrue();
        id.Should().Be(expected);
    }

    [Theory]
    [MemberData(nameof(NoLabels))]
    public void Each_way_of_parsing_refuses_what_is_no_label(string text)
    {
        ((Func<TenantId>)(() => TenantId.Parse(text))).Should().Throw<FormatException>();
        ((Func<TenantId>)(() => TenantId.Parse(text, provider: null))).Should().Throw<FormatException>();
        ((Func<TenantId>)(() => TenantId.Parse(text.AsSpan(), provider: null))).Should().Throw<FormatException>();
        TryParse<TenantId>(text).IsDefault.Should().BeTrue();
        TenantId.TryParse(text, out TenantId id).Should().BeFalse();
        id.IsDefault.Should().BeTrue();
        TenantId.TryParse(text, provider: null, out id).Should().BeFalse();
        id.IsDefault.Should().BeTrue();
        TenantId.TryParse(text.AsSpan(), provider: null, out id).Should().BeFalse();
        id.IsDefault.Should().BeTrue();
    }

    [Fact]
    public void Parse_of_no_label_says_what_is_wrong_and_what_is_allowed()
    {
        Func<TenantId> act = () => TenantId.Parse("Acme Corp");

        act.Should().Throw<FormatException>().WithMessage("'Acme Corp'*1 to 63*a-z*0-9*-*letter or digit*");
    }

    [Fact]
    public void Parse_of_endless_text_does_not_repeat_all_of_it()
    {
        Func<TenantId> act = () => TenantId.Parse(Texts.OfLength(1_000_000));

        act.Should().Throw<FormatException>().Which.Message.Length.Should().BeLessThan(300);
    }

    [Fact]
    public void Parse_of_null_is_refused()
    {
        ((Func<TenantId>)(() => TenantId.Parse(null!))).Should().Throw<ArgumentNullException>();
        ((Func<TenantId>)(() => TenantId.Parse(null!, provider: null))).Should().Throw<ArgumentNullException>();
        TenantId.TryParse(null, out TenantId id).Should().BeFalse();
        id.IsDefault.Should().BeTrue();
    }

    [Fact]
    public void TryParse_agrees_with_the_regular_expression_of_RFC_1123()
    {
        Gen<char> chars = Gen.Frequency(
            (20, Gen.Char["abcxyz0189"]), (6, Gen.Const('-')), (1, Gen.Char["AZ_. /ß\n"]), (1, Gen.Char));
        Gen<string> texts = Gen.Frequency((3, Gen.String[chars, 0, 8]), (1, Gen.String[chars, 55, 70]), (1, Gen.String));

        texts.Sample(text => TenantId.TryParse(text, out TenantId id) == Label().IsMatch(text) && (id.IsDefault || id.Value == text), iter: 50_000);
    }

    [Fact]
    public void TryParse_of_labels_built_by_the_rule_succeeds()
    {
        Gen<string> labels = Gen.Select(
            Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789"],
            Gen.String[Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789-"], 0, 61],
            Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789"],
            (first, middle, last) => first + middle + last);

        labels.Sample(label => TenantId.TryParse(label, out TenantId id) && id.Value == label, iter: 20_000);
    }

    private static T TryParse<T>(string text)
        where T : struct, ISpanParsable<T> =>
        T.TryParse(text.AsSpan(), provider: null, out T result) ? result : default;

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
