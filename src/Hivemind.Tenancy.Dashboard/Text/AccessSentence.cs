using Microsoft.Extensions.Localization;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>Who may what, in words.</summary>
public sealed class AccessSentence(IStringLocalizer<DashboardTexts> texts)
{
    /// <summary>Where a role is bound, as a part of a sentence.</summary>
    public string Scope(PermissionScope scope) => scope.Kind switch
    {
        PermissionScopeKind.Global => texts["on the whole platform"],
        PermissionScopeKind.Tenant => texts["in the whole tenant"],
        PermissionScopeKind.Namespace => texts["in the namespace {0}", Typed.Isolated(scope.NamespaceName!)],
        _ => texts["at {0} in the namespace {1}", Typed.Isolated(scope.ResourceName!), Typed.Isolated(scope.NamespaceName!)],
    };

    /// <summary>A user or a group.</summary>
    public string Subject(RoleSubject subject) => subject.IsGroup ? texts["the group {0}", Typed.Isolated(subject.Id)] : Typed.Isolated(subject.Id);

    /// <summary>Who binds or unbinds what.</summary>
    /// <param name="text">A text with places for the actor, the subject, the role and the scope.</param>
    /// <param name="who">The actor.</param>
    /// <param name="binding">What it is about.</param>
    public string Binding(string text, string who, RoleBinding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        string sentence = texts[text, who, Subject(binding.Subject), Typed.Isolated(binding.Role.Id), Scope(binding.Scope)];
        return binding.EndsAt is { } end ? $"{sentence} {texts["It ends {0}.", UtcText.Of(end)]}" : sentence;
    }

    /// <summary>Why somebody may something, or that they may not: a sentence each.</summary>
    public IReadOnlyList<string> Explain(AccessExplanation explanation)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        string who = Typed.Isolated(explanation.UserId);
        string answer = explanation.Permission is { } permission
            ? texts[explanation.IsGranted ? "{0} has the permission {1} {2}." : "{0} does not have the permission {1} {2}.", who, Typed.Isolated(permission.ToString()), Scope(explanation.Scope)]
            : texts[explanation.IsGranted ? "{0} has access." : "{0} has no access.", who];
        return [answer, .. explanation.Grants.Select(g => Because(g))];
    }

    private string Because(AccessGrant grant) => grant.Kind switch
    {
        AccessGrantKind.Owner => texts["Because they own the tenant."],
        AccessGrantKind.Binding when grant.Group is { } group => texts[
            "Because the group {0}, to which they belong, has the role {1} {2}.", Typed.Isolated(group.Id), Typed.Isolated(grant.Role?.Id ?? string.Empty), Scope(grant.Scope)],
        // Through which group is told to those who may read groups.
        AccessGrantKind.Binding when grant.Role is { } role => texts["Because they, or a group of theirs, have the role {0} {1}.", Typed.Isolated(role.Id), Scope(grant.Scope)],
        AccessGrantKind.Binding => texts["Because of a role {0}.", Scope(grant.Scope)],
        _ => texts["Because the directory of this platform says so."],
    };
}
