using System.ComponentModel;

namespace Hivemind.Tenancy;

/// <summary>A <see cref="RoleReference"/> in JSON: <c>"role ops"</c> or <c>"tenant-role acme@uid ops"</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RoleReferenceJsonConverter : TextJsonConverter<RoleReference>
{
    private protected override RoleReference Parse(string text) => RoleReference.Parse(text);
}
