namespace Hivemind.Tenancy.Tests;

/// <summary>What comes in over a boundary is a whole claim, or none, or an error; never a System context.</summary>
public sealed class TenantContextPropagatorExtractTests
{
    private const string Tenant = TenantContextPropagator.TenantKey;
    private const string User = TenantContextPropagator.UserKey;
    private const string Uid = TenantContextPropagator.UidKey;

    private readonly Dictionary<string, string> _carrier = new()
    {
        [Tenant] = "acme",
        [User] = "ulrich",
        [Uid] = "0123456789abcdef0123456789abcdef",
    };

    [Fact]
    public void Extract_of_a_whole_claim_returns_it() => Extract().Should().Be(new TenantContextClaim(Some.TenantId, Some.User, Some.Uid));

    [Theory]
    [InlineData("id:acme", "id:ulrich", "id:0123456789abcdef0123456789abcdef")]
    [InlineData("acme", "id:%75lrich", "0123456789ABCDEF0123456789abcdef")]
    [InlineData("id:acme", "ulrich", "id:0123456789ABCDEF0123456789ABCDEF")]
    public void Extract_reads_values_with_and_without_their_mark_and_a_uid_in_upper_case(string tenant, string user, string uid)
    {
        (_carrier[Tenant], _carrier[User], _carrier[Uid]) = (tenant, user, uid);

        Extract().Should().Be(new TenantContextClaim(Some.TenantId, Some.User, Some.Uid));
    }

    /// <summary>The mark of a user id that begins like it is encoded.</summary>
    [Fact]
    public void Extract_never_takes_the_beginning_of_a_user_id_for_the_mark()
    {
        _carrier[User] = "id%3Aulrich";
        Extract()!.UserId.Should().Be("id:ulrich");

        _carrier[User] = "id:id%3Aulrich";
        Extract()!.UserId.Should().Be("id:ulrich");
    }

    [Fact]
    public void Extract_of_an_empty_carrier_is_null()
    {
        _carrier.Clear();
        _carrier["content-type"] = "application/json";

        Extract().Should().BeNull();
    }

    [Theory]
    [InlineData(Tenant)]
    [InlineData(User)]
    [InlineData(Uid)]
    [InlineData(Tenant, User)]
    [InlineData(Tenant, Uid)]
    [InlineData(User, Uid)]
    public void Extract_of_part_of_a_claim_is_an_error_and_not_the_same_as_none(params string[] missing)
    {
        foreach (string key in missing)
        {
            _carrier.Remove(key);
        }

        Refuse(missing[0], "is missing");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Acme")]
    [InlineData("acme ")]
    [InlineData("acme,globex")]
    [InlineData("acme%20")]
    [InlineData("*")]
    [InlineData("-")]
    public void Extract_of_a_malformed_tenant_is_an_error(string tenant)
    {
        _carrier[Tenant] = tenant;

        Refuse(Tenant, "is not a tenant id");
    }

    [Theory]
    [InlineData("")]
    [InlineData("%20")]
    [InlineData("%20ulrich")]
    [InlineData("ulrich%0D%0A")]
    [InlineData("ul%0Arich")]
    [InlineData("ul%00rich")]
    public void Extract_of_a_malformed_user_is_an_error(string user)
    {
        _carrier[User] = user;

        Refuse(User, "is not a percent-encoded user id of 1 to 256 characters");
    }

    [Fact]
    public void Extract_of_a_user_id_that_is_too_long_is_an_error()
    {
        _carrier[User] = Texts.OfLength(256);
        Extract()!.UserId.Should().HaveLength(256);

        _carrier[User] = Texts.OfLength(257);
        Refuse(User, "is not a percent-encoded user id of 1 to 256 characters");
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("0123456789abcdef0123456789abcde")]
    [InlineData("0123456789abcdef0123456789abcdef0")]
    [InlineData("id:")]
    [InlineData("id:id:0123456789abcdef0123456789abcdef")]
    [InlineData("0123456789abcdef0123456789abcdeg")]
    [InlineData(" 123456789abcdef0123456789abcdef")]
    [InlineData("01234567-89ab-cdef-0123-456789abcdef")]
    [InlineData("2026-03-14T15:09:26.5358970Z")]
    public void Extract_of_a_malformed_uid_is_an_error(string uid)
    {
        _carrier[Uid] = uid;

        Refuse(Uid, "is not 32 of 0-9 and a-f, not all 0");
    }

    private TenantContextClaim? Extract() => TenantContextPropagator.Extract(_carrier, (carrier, key) => carrier.GetValueOrDefault(key));

    /// <summary>The message is the key and what is wrong with it, so the value is nowhere.</summary>
    private void Refuse(string key, string problem)
    {
        FormatException refusal = this.Invoking(t => t.Extract()).Should().Throw<FormatException>().Which;
        refusal.Message.Should().MatchRegex($"^The carrier holds (part of|a malformed) (a )?tenant context: '{key}' {problem}\\.$");
        refusal.InnerException.Should().BeNull("it would quote the value");
    }
}
