using System.ComponentModel;

namespace Hivemind.Tenancy;

/// <summary>A <see cref="PermissionScope"/> in JSON: <c>"*"</c>, <c>"acme"</c>, <c>"acme/web"</c> or <c>"acme/web/api"</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PermissionScopeJsonConverter : TextJsonConverter<PermissionScope>
{
    private protected override PermissionScope Parse(string text) => PermissionScope.Parse(text);
}
