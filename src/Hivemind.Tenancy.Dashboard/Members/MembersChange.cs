using System.Globalization;
using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Binds and unbinds roles in one tenant. Scopes name it by its uid, so that nothing is bound in one made again under its id.</summary>
internal sealed class MembersChange(DashboardCall call, Tenant tenant, DashboardForm form)
{
    public const string Subject = "subject";
    public const string Kind = "kind";
    public const string Role = "role";
    public const string Namespace = "namespace";
    public const string Resource = "resource";
    public const string Until = "until";
    public const string Binding = "binding";

    public async Task<IResult> BindAsync()
    {
        if (ReadBinding() is { } binding)
        {
            try
            {
                await call.Access.BindRoleAsync(binding, call.Aborted).ConfigureAwait(false);
                return call.Done($"/{tenant.Id}/members", "bound");
            }
            catch (TenantAccessDeniedException e)
            {
                // They may bind, or the page would not offer it: what is missing is something that the role grants.
                form.Refuse(Role, e.Permission is { } missing && missing != TenancyPermissions.UpdateBindings
                    ? call.Texts["You cannot give this role: it grants {0}, which you do not have yourself.", missing.ToString()]
                    : call.Texts["You may not bind roles there."]);
            }
            catch (Exception e) when (e is ArgumentException or TenantNotActiveException)
            {
                form.Problem = DomainText.Of(e);
            }
        }

        MembersModel model = await new MembersLoader(call, tenant).LoadAsync(form).ConfigureAwait(false);
        return View.Of<MembersPage>(model, StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>Takes away exactly the binding that was shown. One that is gone already is as it was asked for.</summary>
    public async Task<IResult> UnbindAsync()
    {
        RoleBinding shown = (await call.Access.ListBindingsAsync(new RoleBindingQuery { Tenant = tenant }, call.Aborted).ConfigureAwait(false))
            .FirstOrDefault(b => KeyOf(b) == form.Typed(Binding))
            ?? throw new DashboardException(StatusCodes.Status409Conflict, new ErrorText(
                "This role is not bound any more.", "Somebody else has taken it away or changed it. Nothing was changed now. Load the page of members again."));
        await call.Access.UnbindRoleAsync(shown, call.Aborted).ConfigureAwait(false);
        return call.Done($"/{tenant.Id}/members", "unbound");
    }

    /// <summary>A binding as one text, with its scope's uid and its end.</summary>
    public static string KeyOf(RoleBinding binding) =>
        string.Create(CultureInfo.InvariantCulture, $"{binding.Subject}|{binding.Role}|{binding.Scope}|{binding.EndsAt:O}");

    private RoleBinding? ReadBinding()
    {
        RoleSubject? subject = Try(Subject, () => form.Typed(Kind) == "group" ? RoleSubject.Group(form.Typed(Subject)) : RoleSubject.User(form.Typed(Subject)));
        RoleReference? role = Try(Role, () => new RoleReference(form.Typed(Role)));
        PermissionScope? scope = ReadScope();
        DateTimeOffset? until = ReadEnd();
        return form.IsRefused ? null : new RoleBinding(subject!.Value, role!.Value, scope!.Value) { EndsAt = until };
    }

    private PermissionScope? ReadScope()
    {
        (string name, string resource) = (form.Typed(Namespace), form.Typed(Resource));
        if (name.Length == 0)
        {
            if (resource.Length > 0)
            {
                form.Refuse(Namespace, call.Texts["A resource lies in a namespace: choose which."]);
            }

            return PermissionScope.Tenant(tenant);
        }

        if (!tenant.Namespaces.Contains(name, StringComparer.Ordinal))
        {
            form.Refuse(Namespace, call.Texts["The tenant has no such namespace."]);
            return null;
        }

        return resource.Length == 0 ? PermissionScope.Namespace(tenant, name) : Try(Resource, () => PermissionScope.Resource(tenant, name, resource));
    }

    private DateTimeOffset? ReadEnd()
    {
        string text = form.Typed(Until);
        if (text.Length == 0)
        {
            return null;
        }

        DateTimeOffset? until = Try(Until, () => TypedTime.Read(text));
        if (until <= call.Time.GetUtcNow())
        {
            form.Refuse(Until, call.Texts["That time is over: choose one ahead."]);
        }

        return until;
    }

    private T? Try<T>(string field, Func<T> read)
        where T : struct
    {
        try
        {
            return read();
        }
        catch (ArgumentException e)
        {
            form.Refuse(field, DomainText.Of(e));
            return null;
        }
        catch (FieldException e)
        {
            form.Refuse(field, call.Texts[e.Text, e.Arguments]);
            return null;
        }
    }
}
