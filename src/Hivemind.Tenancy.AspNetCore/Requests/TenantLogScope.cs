using System.Collections;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What logs say of a request's tenant and user.</summary>
internal sealed class TenantLogScope(TenantId tenantId, string userId) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 2;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("TenantId", tenantId.Value),
        1 => new("UserId", userId),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return this[0];
        yield return this[1];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"TenantId:{tenantId} UserId:{userId}";
}
