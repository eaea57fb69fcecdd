using System.Collections;

namespace Hivemind.Tenancy.Tests;

/// <summary>A dictionary as another thread may change it: one entry when it is first read, another ever after.</summary>
internal sealed class ShiftingDictionary<TValue>((string Key, TValue Value) first, (string Key, TValue Value) later) : IReadOnlyDictionary<string, TValue>
{
    private int _reads;

    public int Count => 1;

    public IEnumerable<string> Keys => this.Select(e => e.Key);

    public IEnumerable<TValue> Values => this.Select(e => e.Value);

    public TValue this[string key] => throw new NotSupportedException();

    public bool ContainsKey(string key) => throw new NotSupportedException();

    public bool TryGetValue(string key, out TValue value) => throw new NotSupportedException();

    public IEnumerator<KeyValuePair<string, TValue>> GetEnumerator()
    {
        (string key, TValue value) = _reads++ == 0 ? first : later;
        yield return new KeyValuePair<string, TValue>(key, value);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
