using System.ComponentModel;

namespace Hivemind.Tenancy;

/// <summary>A <see cref="RoleSubject"/> in JSON: <c>"user alice"</c> or <c>"group developers"</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RoleSubjectJsonConverter : TextJsonConverter<RoleSubject>
{
    private protected override RoleSubject Parse(string text) => RoleSubject.Parse(text);
}
