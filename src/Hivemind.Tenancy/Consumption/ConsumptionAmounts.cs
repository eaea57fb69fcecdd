using System.Collections;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

/// <summary>
/// How much is used up, by meter. A meter is what a host counts (requests, tokens, build minutes): a Kubernetes qualified name, as other
/// resources have. Amounts are whole, of up to 2^53, and 0 is the same as absent; only a correction has negative ones. Up to 64 meters.
/// Immutable; equal when all amounts are equal. Making it once and giving it again costs no memory.
/// </summary>
/// <example><code>
/// await consumption.ConsumeAsync(tenant, new() { ["tokens"] = 1200, ["requests"] = 1 });
/// </code></example>
[JsonConverter(typeof(ConsumptionAmountsJsonConverter))]
public sealed class ConsumptionAmounts : IEnumerable<KeyValuePair<string, long>>, IEquatable<ConsumptionAmounts>
{
    /// <summary>The largest amount: 2^53, the last up to which every reader of JSON counts exactly.</summary>
    public const long MaxAmount = 1L << 53;

    private string[] _meters = [];
    private long[] _amounts = [];

    /// <summary>Nothing of anything.</summary>
    public static ConsumptionAmounts None { get; } = new();

    /// <summary>How many meters have an amount.</summary>
    public int Count => _meters.Length;

    /// <summary>The amount of a meter; 0 when it has none.</summary>
    /// <param name="meter">The meter.</param>
    /// <exception cref="ArgumentException">The name is malformed, the amount too large, or there are more than 64.</exception>
    public long this[string meter]
    {
        get => Array.BinarySearch(_meters, meter, StringComparer.Ordinal) is >= 0 and int index ? _amounts[index] : 0;
        init => Set(Requires.QualifiedName(meter, "Meter"), value);
    }

    /// <summary>Amounts that are known by their names only when the code runs.</summary>
    /// <param name="amounts">The amounts; of a meter that occurs twice the last.</param>
    public static ConsumptionAmounts Of(IEnumerable<KeyValuePair<string, long>> amounts)
    {
        ArgumentNullException.ThrowIfNull(amounts);
        ConsumptionAmounts made = new();
        foreach ((string meter, long amount) in amounts)
        {
            made.Set(Requires.QualifiedName(meter, "Meter", nameof(amounts)), amount);
        }

        return made;
    }

    /// <inheritdoc/>
    public bool Equals(ConsumptionAmounts? other) => ReferenceEquals(this, other)
        || (other is not null && _meters.AsSpan().SequenceEqual(other._meters) && _amounts.AsSpan().SequenceEqual(other._amounts));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ConsumptionAmounts);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        for (int i = 0; i < _meters.Length; i++)
        {
            hash.Add(_meters[i]);
            hash.Add(_amounts[i]);
        }

        return hash.ToHashCode();
    }

    /// <summary>The amounts in ordinal order of the meters.</summary>
    public IEnumerator<KeyValuePair<string, long>> GetEnumerator()
    {
        for (int i = 0; i < _meters.Length; i++)
        {
            yield return KeyValuePair.Create(_meters[i], _amounts[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>For instance <c>requests 1, tokens 1200</c>; or <c>nothing</c>.</summary>
    public override string ToString() =>
        Count == 0 ? "nothing" : string.Join(", ", this.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Key} {e.Value}")));

    internal string MeterAt(int index) => _meters[index];

    internal long AmountAt(int index) => _amounts[index];

    private void Set(string meter, long amount)
    {
        if (amount is < -MaxAmount or > MaxAmount)
        {
            throw new ArgumentOutOfRangeException(nameof(amount), amount, $"'{meter}' is {MaxAmount} at most.");
        }

        int index = Array.BinarySearch(_meters, meter, StringComparer.Ordinal);
        if (index >= 0 && amount != 0)
        {
            _amounts[index] = amount;
        }
        else if (index >= 0)
        {
            _meters = [.. _meters[..index], .. _meters[(index + 1)..]];
            _amounts = [.. _amounts[..index], .. _amounts[(index + 1)..]];
        }
        else if (amount != 0)
        {
            if (Count == TenancyLimits.OtherResources)
            {
                throw new ArgumentException($"At most {TenancyLimits.OtherResources} meters are allowed at once.", nameof(meter));
            }

            _meters = [.. _meters[..~index], meter, .. _meters[~index..]];
            _amounts = [.. _amounts[..~index], amount, .. _amounts[~index..]];
        }
    }
}
