using System.Text.Json;

namespace Hivemind.Tenancy.Tests;

/// <summary>A scope in one tenant of an id, and one in whoever holds the id.</summary>
public sealed class PermissionScopeUidTests
{
    private const string Uid = "0123456789abcdef0123456789abcdef";

    private static readonly TenantReference Acme = new(Some.TenantId, Some.Uid);
    private static readonly TenantReference Former = new(Some.TenantId, TenantUid.NewUid());

    public static TheoryData<string> Texts => ["acme", "acme/web", "acme/web/api", $"acme@{Uid}", $"acme@{Uid}/web", $"acme@{Uid}/web/api"];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Text_makes_the_round_trip(string text)
    {
        PermissionScope scope = PermissionScope.Parse(text);

        scope.ToString().Should().Be(text);
        scope.TenantId.Should().Be(Some.TenantId);
        scope.TenantUid.Should().Be(text.Contains('@', StringComparison.Ordinal) ? Some.Uid : null);
        scope.ToPath().Should().Be(text.Replace("@" + Uid, null, StringComparison.Ordinal));
        JsonSerializer.Deserialize<PermissionScope>(JsonSerializer.Serialize(scope)).Should().Be(scope);
    }

    [Theory]
    [InlineData("acme@")]
    [InlineData("@" + Uid)]
    [InlineData("acme@" + Uid + "0")]
    [InlineData("acme@0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("acme@00000000000000000000000000000000")]
    [InlineData("acme@" + Uid + "@" + Uid)]
    [InlineData("acme/web@" + Uid)]
    [InlineData("*@" + Uid)]
    public void Malformed_text_is_refused(string text) => PermissionScope.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void Uids_that_differ_include_nothing_of_each_other()
    {
        PermissionScope[] ofOne = [PermissionScope.Tenant(Acme), PermissionScope.Namespace(Acme, "web"), PermissionScope.Resource(Acme, "web", "api")];
        PermissionScope[] ofOther = [PermissionScope.Tenant(Former), PermissionScope.Namespace(Former, "web"), PermissionScope.Resource(Former, "web", "api")];
        PermissionScope[] ofAny = [PermissionScope.Tenant(Acme.Id), PermissionScope.Namespace(Acme.Id, "web"), PermissionScope.Resource(Acme.Id, "web", "api")];
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                ofOne[i].Includes(ofOther[j]).Should().BeFalse();
                ofAny[i].Includes(ofOne[j]).Should().Be(i <= j, "whoever holds the id is also this one");
                ofOne[i].Includes(ofAny[j]).Should().BeFalse("whoever holds the id may be another");
                ofOne[i].Includes(ofOne[j]).Should().Be(i <= j);
            }
        }
    }

    [Fact]
    public void WithUid_names_the_tenant_and_leaves_Global_alone()
    {
        PermissionScope.Resource(Some.TenantId, "web", "api").WithUid(Some.Uid).Should().Be(PermissionScope.Resource(Acme, "web", "api"));
        PermissionScope.Tenant(Former).WithUid(Some.Uid).Should().Be(PermissionScope.Tenant(Acme));
        PermissionScope.Global.WithUid(Some.Uid).Should().Be(PermissionScope.Global);
        ((Action)(() => PermissionScope.Tenant(Some.TenantId).WithUid(default))).Should().Throw<ArgumentException>();
        ((Action)(() => PermissionScope.Tenant(default))).Should().Throw<ArgumentException>();
    }
}
