using System.ComponentModel;

namespace Hivemind.Tenancy;

/// <summary>A <see cref="Permission"/> in JSON: <c>"containers:deploy"</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PermissionJsonConverter : TextJsonConverter<Permission>
{
    private protected override Permission Parse(string text) => Permission.Parse(text);
}
