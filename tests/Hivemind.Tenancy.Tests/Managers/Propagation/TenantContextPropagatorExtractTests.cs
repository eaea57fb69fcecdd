namespace Hivemind.Tenancy.Tests;

/// <summary>What comes in over a boundary is a whole claim, or none, or an error; never a System context.</summary>
public sealed class TenantContextPropagatorExtractTests
{
    private const string Tenant = TenantContextPropagator.TenantKey;
    private const string User = TenantContextPropagator.UserKey;
    private const string Created = TenantContextPropagator.CreatedKey;

    private readonly Dictionary<string, string> _carrier = new()
    {
        [Tenant] = "acme",
        [User] = "ulrich",
        [Created] = "2026-03-14T15:09:26.5358970Z",
    };

    [Fact]
    public void Extract_of_a_whole_claim_returns_it() => Extract().Should().Be(new TenantContextClaim(Some.TenantId, Some.User, Some.Time));

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
    [InlineData(Created)]
    [InlineData(Tenant, User)]
    [InlineData(Tenant, Created)]
    [InlineData(User, Created)]
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
    [InlineData("yesterday")]
    [InlineData("0")]
    [InlineData("1773500966")]
    [InlineData("2026-03-14")]
    [InlineData("2026-03-14T15:09:26Z")]
    [InlineData("2026-03-14 15:09:26.5358970Z")]
    [InlineData("2026-13-14T15:09:26.5358970Z")]
    [InlineData("2026-02-29T15:09:26.5358970Z")]
    [InlineData("0001-01-01T00:00:00.0000000+02:00")]
    [InlineData("14/03/2026 15:09:26")]
    public void Extract_of_a_malformed_incarnation_is_an_error(string created)
    {
        _carrier[Created] = created;

        Refuse(Created, "is not an ISO 8601 time in full");
    }

    [Fact]
    public void Extract_of_an_incarnation_in_another_offset_is_the_same_moment()
    {
        _carrier[Created] = "2026-03-14T17:09:26.5358970+02:00";

        Extract()!.TenantCreatedAt.Should().Be(Some.Time);
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
