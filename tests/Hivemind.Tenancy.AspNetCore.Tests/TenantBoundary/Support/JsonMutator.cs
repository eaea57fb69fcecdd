using System.Text.RegularExpressions;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Spoils JSON as text, so that what comes out need not be JSON: members twice, numbers that no parser makes.</summary>
internal sealed partial class JsonMutator(Random random)
{
    public string Spoil(string json) => random.Next(6) switch
    {
        0 => Deepen(json),
        1 => AddMember(json),
        2 => Replace(json, Member(), _ => $"\"{Pick(Nasty.Members)}\":"),
        3 => Replace(json, Member(), m => $"{m.Value}{Pick(Nasty.Json)},{m.Value}"),
        _ => Replace(json, Value(), _ => Pick(Nasty.Json)),
    };

    private string AddMember(string json) => Replace(json, Opening(), _ => $"{{\"{Pick(Nasty.Members)}\":{Pick(Nasty.Json)},");

    private string Deepen(string json)
    {
        int depth = random.Next(2) == 0 ? 20 : 2000;
        return Replace(json, Value(), m => string.Concat(Enumerable.Repeat("{\"a\":", depth)) + m.Value + new string('}', depth));
    }

    private string Replace(string json, Regex what, Func<Match, string> by)
    {
        MatchCollection found = what.Matches(json);
        if (found.Count == 0)
        {
            return Pick(Nasty.Json);
        }

        Match at = found[random.Next(found.Count)];
        return json[..at.Index] + by(at) + json[(at.Index + at.Length)..];
    }

    private string Pick(string[] from) => from[random.Next(from.Length)];

    [GeneratedRegex("\"[^\"]*\":")]
    private static partial Regex Member();

    [GeneratedRegex(@"(?<=:)(""[^""]*""|[0-9.]+|true|null|\[[^\]]*\]|\{[^{}]*\})")]
    private static partial Regex Value();

    [GeneratedRegex(@"\{")]
    private static partial Regex Opening();
}
