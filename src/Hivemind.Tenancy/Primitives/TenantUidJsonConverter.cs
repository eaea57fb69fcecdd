using System.ComponentModel;

namespace Hivemind.Tenancy;

/// <summary>A <see cref="TenantUid"/> in JSON: 32 of <c>0-9 a-f</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TenantUidJsonConverter : TextJsonConverter<TenantUid>
{
    private protected override TenantUid Parse(string text) => TenantUid.Parse(text);
}
