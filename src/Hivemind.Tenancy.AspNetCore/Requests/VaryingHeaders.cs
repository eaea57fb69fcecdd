using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// A response's headers, whose <c>Vary</c> always names what the tenant is named by: what is set is added to it, and what is removed leaves
/// it. Caches behind the door look at it before the response starts, and <c>[ResponseCache]</c> removes <c>Vary</c> before it sets its own.
/// </summary>
internal sealed class VaryingHeaders : IHeaderDictionary
{
    private readonly IHeaderDictionary _inner;
    private readonly TenantVary _vary;

    public VaryingHeaders(IHeaderDictionary inner, TenantVary vary)
    {
        _inner = inner;
        _vary = vary;
        vary.Ensure(inner);
    }

    public long? ContentLength
    {
        get => _inner.ContentLength;
        set => _inner.ContentLength = value;
    }

    public ICollection<string> Keys => _inner.Keys;

    public ICollection<StringValues> Values => _inner.Values;

    public int Count => _inner.Count;

    public bool IsReadOnly => _inner.IsReadOnly;

    public StringValues this[string key]
    {
        get => _inner[key];
        set => _inner[key] = IsVary(key) ? _vary.With(value) : value;
    }

    public void Add(string key, StringValues value)
    {
        if (IsVary(key))
        {
            // Who adds believes that there is none yet.
            _inner[key] = _vary.With(StringValues.Concat(_inner[key], value));
            return;
        }

        _inner.Add(new KeyValuePair<string, StringValues>(key, value));
    }

    public bool Remove(string key)
    {
        bool isRemoved = _inner.Remove(key);
        if (IsVary(key))
        {
            _vary.Ensure(_inner);
        }

        return isRemoved;
    }

    public void Clear()
    {
        _inner.Clear();
        _vary.Ensure(_inner);
    }

    public bool ContainsKey(string key) => _inner.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out StringValues value) => _inner.TryGetValue(key, out value);

    public void Add(KeyValuePair<string, StringValues> item) => Add(item.Key, item.Value);

    public bool Contains(KeyValuePair<string, StringValues> item) => _inner.Contains(item);

    public void CopyTo(KeyValuePair<string, StringValues>[] array, int arrayIndex) => _inner.CopyTo(array, arrayIndex);

    public bool Remove(KeyValuePair<string, StringValues> item) => _inner.Contains(item) && Remove(item.Key);

    public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator() => _inner.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool IsVary(string key) => string.Equals(key, HeaderNames.Vary, StringComparison.OrdinalIgnoreCase);
}
