namespace Hivemind.Tenancy;

/// <summary>A binding was taken away.</summary>
public sealed record RoleUnbound : TenancyEvent
{
    /// <summary>The binding.</summary>
    public required RoleBinding Binding { get; init; }
}
