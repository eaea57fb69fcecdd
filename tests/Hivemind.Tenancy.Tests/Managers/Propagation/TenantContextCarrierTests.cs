using System.Globalization;
using System.Text.Json;
using CsCheck;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NSubstitute;
using JsonSerializer = System.Text.Json.JsonSerializer;

namespace Hivemind.Tenancy.Tests;

/// <summary>
/// Carriers that take text for something else, as each with its defaults does, and write that again: Newtonsoft.Json (dates), YAML (numbers,
/// dates, truth values, nothing). A claim comes through all of them as it was.
/// </summary>
public sealed class TenantContextCarrierTests
{
    private static readonly Dictionary<string, Func<Dictionary<string, string>, Func<string, string?>>> Carriers = new()
    {
        ["Newtonsoft.Json"] = sent => Getter(JObject.Parse(JsonConvert.SerializeObject(sent))),
        ["Newtonsoft.Json, twice"] = sent => Getter(JObject.Parse(JsonConvert.SerializeObject(JObject.Parse(JsonConvert.SerializeObject(sent))))),
        ["Newtonsoft.Json, objects"] = sent =>
        {
            Dictionary<string, object> got = JsonConvert.DeserializeObject<Dictionary<string, object>>(JsonConvert.SerializeObject(sent))!;
            return key => Convert.ToString(got.GetValueOrDefault(key), CultureInfo.InvariantCulture);
        },
        ["System.Text.Json"] = sent =>
        {
            Dictionary<string, JsonElement> got = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(JsonSerializer.Serialize(sent))!;
            return key => got[key].GetString();
        },
        ["HTTP headers"] = sent =>
        {
            using HttpRequestMessage request = new();
            foreach ((string key, string value) in sent)
            {
                request.Headers.Add(key, value);
            }

            Dictionary<string, string> got = request.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
            return key => got.GetValueOrDefault(key);
        },
        ["YAML-like"] = sent =>
        {
            Dictionary<string, string?> got = sent.ToDictionary(v => v.Key, v => Rewrite(v.Value));
            return key => got.GetValueOrDefault(key);
        },
        ["query string"] = sent =>
        {
            string query = string.Join('&', sent.Select(v => $"{v.Key}={Uri.EscapeDataString(v.Value)}"));
            Dictionary<string, string> got = query.Split('&').Select(p => p.Split('=')).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]));
            return key => got.GetValueOrDefault(key);
        },
    };

    private static readonly string[] Nasty =
    [
        "2026-03-14T15:09:26.535Z", "2026-03-14T15:09:26.535897Z", "2026-03-14T15:09:26.5358970Z", "2026-03-14T15:09:26+01:00", "2026-03-14",
        "/Date(1773500966535)/", "12345678901234567890", "007", "1e5", "0x1F", "1_000", "12:30:45", "-1", ".5", "NaN", "Infinity", ".inf", "true", "no", "on",
        "null", "~", "May 14", "ulrich",
    ];

    public static TheoryData<string> Names => [.. Carriers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task User_that_looks_like_something_else_comes_through(string carrier)
    {
        foreach (string user in Nasty)
        {
            await ComesThroughAsync(carrier, "acme", user, Some.Uid);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Tenant_that_looks_like_something_else_comes_through(string carrier)
    {
        foreach (string tenant in new[] { "2026-03-14", "007", "1e5", "0", "true", "no", "y", "null", "nan", "may-14", "12345678901234567890" })
        {
            await ComesThroughAsync(carrier, tenant, Some.User, Some.Uid);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Uid_that_looks_like_a_number_comes_through(string carrier)
    {
        foreach (string uid in new[] { "12345678901234567890123456789012", "00000000000000000000000000000001", "1234567890123456e789012345678901", "0b010101010101010101010101010101" })
        {
            await ComesThroughAsync(carrier, "acme", Some.User, TenantUid.Parse(uid.PadRight(32, '1')));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Any_claim_comes_through(string carrier)
    {
        Gen<string> characters = Gen.OneOf(Gen.Char['!', '~'].Select(c => c.ToString()), Gen.Char['0', ':'].Select(c => c.ToString()), Gen.Const("T"), Gen.Const("é"), Gen.Const("😀"));

        await Gen.Select(characters.Array[1, 40].Select(string.Concat), Gen.Guid.Where(g => g != Guid.Empty)).SampleAsync(
            async (user, uid) => await ComesThroughAsync(carrier, "acme", user, new TenantUid(uid)), iter: 200);
    }

    /// <summary>Otherwise the tests above would prove nothing.</summary>
    [Fact]
    public void Carriers_do_rewrite_what_says_not_that_it_is_text()
    {
        Dictionary<string, string> date = new() { ["a"] = "2026-03-14T15:09:26.535Z" };
        Dictionary<string, string> number = new() { ["a"] = "12345678901234567890123456789012" };

        Carriers["Newtonsoft.Json"](date)("a").Should().NotBe(date["a"]);
        Carriers["Newtonsoft.Json, objects"](date)("a").Should().NotBe(date["a"]);
        Carriers["YAML-like"](date)("a").Should().NotBe(date["a"]);
        Carriers["YAML-like"](number)("a").Should().NotBe(number["a"]);
    }

    private static async Task ComesThroughAsync(string carrier, string tenant, string user, TenantUid uid)
    {
        TenantReference reference = new(TenantId.Parse(tenant), uid);
        Dictionary<string, string> sent = [];
        await new TenantContextPropagator(Substitute.For<ITenantManager>()).InjectAsync(
            new TenantContext(reference, user), sent, (c, key, value) => c[key] = value, TestContext.Current.CancellationToken);

        TenantContextPropagator.Extract(Carriers[carrier](sent), (get, key) => get(key))
            .Should().Be(new TenantContextClaim(reference.Id, user, uid), "of {0} and {1} through {2}", tenant, user, carrier);
    }

    /// <summary>As a greedy reader of plain scalars has it.</summary>
    private static string? Rewrite(string value) => value.ToUpperInvariant() switch
    {
        "" or "~" or "NULL" => null,
        "TRUE" or "YES" or "ON" or "Y" => "True",
        "FALSE" or "NO" or "OFF" or "N" => "False",
        _ when decimal.TryParse(value.Replace("_", string.Empty, StringComparison.Ordinal), NumberStyles.Any, CultureInfo.InvariantCulture, out decimal exact) =>
            exact.ToString(CultureInfo.InvariantCulture),
        _ when double.TryParse(value, NumberStyles.Any, CultureInfo.InvariantCulture, out double number) => number.ToString(CultureInfo.InvariantCulture),
        _ when value.StartsWith("0x", StringComparison.OrdinalIgnoreCase) => "hexadecimal",
        _ when DateTime.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out DateTime date) =>
            date.ToString(CultureInfo.InvariantCulture),
        _ => value,
    };

    private static Func<string, string?> Getter(JObject got) => key => got[key]?.ToString();
}
