using System.ComponentModel;

namespace Hivemind.Tenancy;

/// <summary>A <see cref="RoleSubject"/> in JSON: <c>"user alice"</c>, <c>"group developers"</c> or <c>"tenant-group acme@uid developers"</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RoleSubjectJsonConverter : TextJsonConverter<RoleSubject>
{
    private protected override RoleSubject Parse(string text) => RoleSubject.Parse(text);
}
