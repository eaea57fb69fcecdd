using System.ComponentModel;

namespace Hivemind.Tenancy;

/// <summary>A <see cref="TenantReference"/> in JSON: <c>"acme"</c> or <c>"acme@uid"</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TenantReferenceJsonConverter : TextJsonConverter<TenantReference>
{
    private protected override TenantReference Parse(string text) => TenantReference.Parse(text);
}
