using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Hivemind.Tenancy;

/// <summary>Amounts of resources beside the five known ones, kept as exact integers and shown in each resource's unit.</summary>
internal sealed class OtherAmounts : IReadOnlyDictionary<string, decimal>
{
    public static readonly OtherAmounts Empty = new(ValueMap<long>.Empty);

    private OtherAmounts(ValueMap<long> steps) => Steps = steps;

    /// <summary>The exact integers, see <see cref="ResourceNames.StepsPerUnit"/>.</summary>
    public ValueMap<long> Steps { get; }

    public int Count => Steps.Count;

    public IEnumerable<string> Keys => Steps.Keys;

    public IEnumerable<decimal> Values => this.Select(e => e.Value);

    public decimal this[string key] => ResourceRules.ToUnit(key, Steps[key]);

    public static OtherAmounts Create(IEnumerable<KeyValuePair<string, long>> steps)
    {
        ValueMap<long> map = ValueMap<long>.Create(steps);
        return map.Count == 0 ? Empty : new OtherAmounts(map);
    }

    public bool ContainsKey(string key) => Steps.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out decimal value)
    {
        bool found = Steps.TryGetValue(key, out long steps);
        value = found ? ResourceRules.ToUnit(key, steps) : 0;
        return found;
    }

    public IEnumerator<KeyValuePair<string, decimal>> GetEnumerator()
    {
        foreach ((string name, long steps) in Steps)
        {
            yield return KeyValuePair.Create(name, ResourceRules.ToUnit(name, steps));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override bool Equals(object? obj) => obj is OtherAmounts other && Steps.Equals(other.Steps);

    public override int GetHashCode() => Steps.GetHashCode();

    public override string ToString() =>
        "{" + string.Join(", ", this.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Key}: {e.Value}"))) + "}";
}
