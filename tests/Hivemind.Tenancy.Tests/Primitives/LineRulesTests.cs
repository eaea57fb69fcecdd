namespace Hivemind.Tenancy.Tests;

/// <summary>Names and ids are one line of well-formed text, not empty, without white space at the ends, and no longer than a store's column.</summary>
public sealed class LineRulesTests
{
    private static readonly Dictionary<string, (int Longest, Func<string, object> Set)> Fields = new()
    {
        ["Tenant.Name"] = (128, s => Some.Tenant() with { Name = s }),
        ["Tenant.OwnerId"] = (256, s => Some.Tenant() with { OwnerId = s }),
        ["Tenant.Labels key"] = (63, s => Some.Tenant() with { Labels = new Dictionary<string, string> { [s] = "x" } }),
        ["TenantSpec.Name"] = (128, s => Some.Spec() with { Name = s }),
        ["TenantSpec.OwnerId"] = (256, s => Some.Spec() with { OwnerId = s }),
        ["TenantSpec.Labels key"] = (63, s => Some.Spec() with { Labels = new Dictionary<string, string> { [s] = "x" } }),
        ["TenantQuery.OwnerId"] = (256, s => new TenantQuery { OwnerId = s }),
        ["TenantContext.UserId"] = (256, s => new TenantContext(Some.TenantId, s)),
        ["TenantContext.System actor"] = (256, s => TenantContext.System(s, "nightly clean-up")),
        ["TenantContext.System reason"] = (1024, s => TenantContext.System("janitor", s)),
        ["TenantContextClaim.UserId"] = (256, s => new TenantContextClaim(Some.TenantId, s, Some.Uid)),
        ["Role.Id"] = (256, s => new Role(s, [TenancyPermissions.ReadEvents])),
        ["RoleReference.Id"] = (256, s => new RoleReference(s)),
        ["GroupReference.Id"] = (256, s => new GroupReference(s)),
        ["RoleSubject.User"] = (256, s => RoleSubject.User(s)),
        ["RoleSubject.Group"] = (256, s => RoleSubject.Group(s)),
        ["ObservedAllocation.Id"] = (256, s => new ObservedAllocation(s, Some.Amounts())),
        ["AllocationObservation.Source"] = (256, s => new AllocationObservation(s, Some.Mark(0), [])),
        ["Node.Name"] = (256, s => new Node(s)),
        ["Volume.Name"] = (256, s => new Volume(s)),
        ["RunningWorkload.Name"] = (256, s => new RunningWorkload { Name = s, Node = new Node("node-1") }),
    };

    public static TheoryData<string> FieldNames => [.. Fields.Keys];

    public static MatrixTheoryData<string, string> FieldsAndMalformedNames => new(Fields.Keys, Texts.MalformedNames.Select(row => row.Data));

    [Theory]
    [MemberData(nameof(FieldNames))]
    public void Text_of_the_greatest_length_is_taken(string field)
    {
        (int longest, Func<string, object> set) = Fields[field];

        set.Invoking(s => s(Texts.OfLength(longest))).Should().NotThrow();
        set.Invoking(s => s("x")).Should().NotThrow();
    }

    [Theory]
    [MemberData(nameof(FieldNames))]
    public void Text_one_longer_is_refused_with_both_lengths(string field)
    {
        (int longest, Func<string, object> set) = Fields[field];

        set.Invoking(s => s(Texts.OfLength(longest + 1))).Should().Throw<ArgumentException>().WithMessage($"*{longest + 1}*{longest}*");
    }

    [Theory]
    [MemberData(nameof(FieldNames))]
    public void Length_counts_UTF_16_characters(string field)
    {
        (int longest, Func<string, object> set) = Fields[field];

        set.Invoking(s => s(Texts.EmojiOfLength(longest))).Should().NotThrow();
        set.Invoking(s => s(Texts.EmojiOfLength(longest + 1))).Should().Throw<ArgumentException>();
    }

    [Theory]
    [MemberData(nameof(FieldsAndMalformedNames))]
    public void Malformed_text_is_refused(string field, string malformed) =>
        Fields[field].Set.Invoking(s => s(Texts.Malformed(malformed)))
            .Should().Throw<ArgumentException>().WithMessage("*index 1*");

    [Theory]
    [MemberData(nameof(FieldNames))]
    public void Empty_text_and_white_space_are_refused(string field)
    {
        foreach (string text in new[] { "", " ", "\t", "\u00A0", "\u3000", " x", "x ", "x\n", "\u00A0x", "x\u2003" })
        {
            Fields[field].Set.Invoking(s => s(text)).Should().Throw<ArgumentException>("'{0}' is no line of text", text);
        }
    }

    [Theory]
    [MemberData(nameof(FieldNames))]
    public void A_second_line_is_refused(string field)
    {
        foreach (string text in new[] { "a\nb", "a\rb", "a\r\nb", "a\u2028b", "a\u2029b", "a\u0085b", "a\vb", "a\fb" })
        {
            Fields[field].Set.Invoking(s => s(text)).Should().Throw<ArgumentException>("'{0}' has two lines", text);
        }
    }

    [Theory]
    [MemberData(nameof(FieldNames))]
    public void Text_of_any_script_is_taken(string field)
    {
        foreach (string text in new[] { "Müller & Söhne", "株式会社", "Ωμέγα", "أكمي", "a b", "o'neill", "x@y.example", "👩‍💻", "e\u0301", "CORP\\user" })
        {
            Fields[field].Set.Invoking(s => s(text)).Should().NotThrow("'{0}' is a line of text", text);
        }
    }

    [Fact]
    public void Null_is_refused_where_text_is_required()
    {
        foreach ((string field, (_, Func<string, object> set)) in Fields.Where(f => f.Key is not ("TenantQuery.OwnerId") && !f.Key.EndsWith("key", StringComparison.Ordinal)))
        {
            set.Invoking(s => s(null!)).Should().Throw<ArgumentNullException>("{0} is required", field);
        }
    }
}
