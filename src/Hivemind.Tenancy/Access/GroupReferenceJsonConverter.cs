using System.ComponentModel;

namespace Hivemind.Tenancy;

/// <summary>A <see cref="GroupReference"/> in JSON: <c>"group developers"</c> or <c>"tenant-group acme@uid developers"</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class GroupReferenceJsonConverter : TextJsonConverter<GroupReference>
{
    private protected override GroupReference Parse(string text) => GroupReference.Parse(text);
}
