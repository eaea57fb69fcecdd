namespace Hivemind.Tenancy.Tests;

/// <summary>What a tenant says in free text: description, reason of its status, values of labels.</summary>
public sealed class TenantTextTests
{
    private static readonly Dictionary<string, (int Longest, bool Multiline, Func<string, object> Set)> Fields = new()
    {
        ["Tenant.Description"] = (1024, true, s => Some.Tenant() with { Description = s }),
        ["Tenant.StatusReason"] = (1024, true, s => Some.Tenant() with { StatusReason = s }),
        ["Tenant.Labels value"] = (63, false, s => Some.Tenant() with { Labels = new Dictionary<string, string> { ["key"] = s } }),
        ["TenantSpec.Description"] = (1024, true, s => Some.Spec() with { Description = s }),
        ["TenantSpec.Labels value"] = (63, false, s => Some.Spec() with { Labels = new Dictionary<string, string> { ["key"] = s } }),
    };

    public static TheoryData<string> FieldNames => [.. Fields.Keys];

    public static MatrixTheoryData<string, string> FieldsAndMalformedNames => new(Fields.Keys, Texts.MalformedNames.Select(row => row.Data));

    [Theory]
    [MemberData(nameof(FieldNames))]
    public void Text_of_the_greatest_length_is_taken_and_one_longer_is_refused(string field)
    {
        (int longest, _, Func<string, object> set) = Fields[field];

        set.Invoking(s => s("")).Should().NotThrow();
        set.Invoking(s => s(Texts.OfLength(longest))).Should().NotThrow();
        set.Invoking(s => s(Texts.EmojiOfLength(longest))).Should().NotThrow();
        set.Invoking(s => s(Texts.OfLength(longest + 1))).Should().Throw<ArgumentException>().WithMessage($"*{longest + 1}*{longest}*");
    }

    [Theory]
    [MemberData(nameof(FieldsAndMalformedNames))]
    public void Malformed_text_is_refused(string field, string malformed) =>
        Fields[field].Set.Invoking(s => s(Texts.Malformed(malformed))).Should().Throw<ArgumentException>().WithMessage("*index 1*");

    [Theory]
    [MemberData(nameof(FieldNames))]
    public void Line_breaks_and_tabs_are_taken_in_multi_line_text_only(string field)
    {
        (_, bool multiline, Func<string, object> set) = Fields[field];
        foreach (string text in new[] { "a\nb", "a\r\nb", "a\tb", "a\u2028b" })
        {
            Action act = () => set(text);
            if (multiline)
            {
                act.Should().NotThrow("'{0}' is text", text);
            }
            else
            {
                act.Should().Throw<ArgumentException>("'{0}' is no line of text", text);
            }
        }
    }

    [Fact]
    public void Null_means_that_nothing_is_said()
    {
        (Some.Tenant() with { Description = null }).Description.Should().BeNull();
        (Some.Tenant() with { StatusReason = null }).StatusReason.Should().BeNull();
        (Some.Spec() with { Description = null }).Description.Should().BeNull();
    }

    [Fact]
    public void Label_value_null_is_refused()
    {
        Action act = () => _ = Some.Spec() with { Labels = new Dictionary<string, string> { ["key"] = null! } };

        act.Should().Throw<ArgumentException>();
    }
}
