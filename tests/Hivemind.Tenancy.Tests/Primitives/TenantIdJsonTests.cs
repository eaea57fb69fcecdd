using System.Text.Json;

namespace Hivemind.Tenancy.Tests;

public sealed class TenantIdJsonTests
{
    [Fact]
    public void Serialize_writes_a_string() => JsonSerializer.Serialize(TenantId.Parse("acme-7")).Should().Be("\"acme-7\"");

    [Fact]
    public void Deserialize_reads_what_was_written() =>
        JsonSerializer.Deserialize<TenantId>("\"acme-7\"").Should().Be(TenantId.Parse("acme-7"));

    [Fact]
    public void Deserialize_understands_escapes() =>
        JsonSerializer.Deserialize<TenantId>("\"\\u0061cme\"").Should().Be(TenantId.Parse("acme"));

    [Fact]
    public void Dictionaries_keyed_by_tenant_make_the_round_trip()
    {
        Dictionary<TenantId, int> counts = new() { [TenantId.Parse("acme")] = 1, [TenantId.Parse("globex")] = 2 };

        string json = JsonSerializer.Serialize(counts);

        json.Should().Be("""{"acme":1,"globex":2}""");
        JsonSerializer.Deserialize<Dictionary<TenantId, int>>(json).Should().BeEquivalentTo(counts);
    }

    [Fact]
    public void Nullable_ids_make_the_round_trip()
    {
        Envelope[] envelopes = [new(TenantId.Parse("acme"), null), new(TenantId.Parse("acme"), TenantId.Parse("globex"))];

        JsonSerializer.Deserialize<Envelope[]>(JsonSerializer.Serialize(envelopes)).Should().Equal(envelopes);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[\"acme\"]")]
    [InlineData("\"\"")]
    [InlineData("\"Acme\"")]
    [InlineData("\"acme \"")]
    [InlineData("\"acme-\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"acme")]
    public void Deserialize_of_anything_else_is_a_JsonException(string json)
    {
        Func<TenantId> act = () => JsonSerializer.Deserialize<TenantId>(json);

        act.Should().Throw<JsonException>();
    }

    [Theory]
    [InlineData("""{"Acme":1}""")]
    [InlineData("""{"":1}""")]
    [InlineData("""{"a b":1}""")]
    public void Deserialize_of_a_malformed_key_is_a_JsonException(string json)
    {
        Func<object?> act = () => JsonSerializer.Deserialize<Dictionary<TenantId, int>>(json);

        act.Should().Throw<JsonException>();
    }

    [Fact]
    public void Deserialize_of_a_malformed_id_says_where_and_what_is_allowed()
    {
        Func<object?> act = () => JsonSerializer.Deserialize<Envelope>("""{"From":"Acme!","To":null}""");

        act.Should().Throw<JsonException>().WithMessage("*a-z*").Which.Path.Should().Be("$.From");
    }

    [Fact]
    public void Serialize_of_default_is_a_JsonException()
    {
        Func<string> value = () => JsonSerializer.Serialize(default(TenantId));
        Func<string> key = () => JsonSerializer.Serialize(new Dictionary<TenantId, int> { [default] = 1 });

        value.Should().Throw<JsonException>().WithMessage("*default(TenantId)*");
        key.Should().Throw<JsonException>().WithMessage("*default(TenantId)*");
    }

    private sealed record Envelope(TenantId From, TenantId? To);
}
