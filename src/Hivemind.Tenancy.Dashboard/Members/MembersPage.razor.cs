using Microsoft.AspNetCore.Components;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>Who has access to a tenant, and why.</summary>
public sealed partial class MembersPage : ComponentBase
{
    /// <summary>What it shows.</summary>
    [Parameter, EditorRequired] public required MembersModel Model { get; set; }

    private AccessSentence Sentence => new(T);

    private IReadOnlyList<FieldChoice> Kinds => [new("user", T["A user"]), new("group", T["A group"])];

    private IReadOnlyList<FieldChoice> Roles => [.. Model.Roles.Select(r => new FieldChoice(r.Id, r.Id))];

    private IReadOnlyList<FieldChoice> Namespaces => [new(string.Empty, T["The whole tenant"]), .. Model.Tenant.Namespaces.Select(n => new FieldChoice(n, n))];

    private DashboardForm Unbinding { get; } = new(MembersEndpoints.Unbind);

    private IReadOnlyList<FieldChoice> Bound(IReadOnlyList<RoleBinding> bindings) =>
        [.. bindings.Select(b => new FieldChoice(MembersChange.KeyOf(b), Sentence.Binding("{1}: {2} {3}.", string.Empty, b)))];
}
