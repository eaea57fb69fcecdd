using System.ComponentModel;

namespace Hivemind.Tenancy;

/// <summary>A <see cref="PlanReference"/> in JSON: <c>"gold"</c> or <c>"gold@3"</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PlanReferenceJsonConverter : TextJsonConverter<PlanReference>
{
    private protected override PlanReference Parse(string text) => PlanReference.Parse(text);
}
