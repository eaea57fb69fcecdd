using System.Security.Cryptography;
using System.Text;
using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Creates a tenant from a form, once however often the form is sent.</summary>
internal sealed class TenantCreation(DashboardCall call, DashboardForm form)
{
    private static readonly IReadOnlyList<TenantField> Fields =
        [TenantFields.Name, TenantFields.Description, TenantFields.Owner, TenantFields.Level, TenantFields.Namespaces, TenantFields.Protection, TenantFields.Labels];

    /// <summary>A tenant to try fields on.</summary>
    private static readonly Tenant Blank = new() { Id = TenantId.Parse("blank"), Uid = TenantUid.NewUid(), Name = "blank", OwnerId = "blank" };

    /// <summary>The tenant; or null, with the form saying what is wrong, and the status of the answer.</summary>
    public async Task<(Tenant? Created, int Status)> CreateAsync()
    {
        try
        {
            return Read() is not { } spec
                ? (null, StatusCodes.Status422UnprocessableEntity)
                : ((await call.Tenants.CreateTenantAsync(spec, Key(), call.Aborted).ConfigureAwait(false)).Value, StatusCodes.Status201Created);
        }
        catch (TenantConflictException e)
        {
            form.Refuse(e.Kind switch { TenantConflictKind.Id => CreationFields.Id, TenantConflictKind.Name => TenantFields.Name.Name, _ => TenantFields.Namespaces.Name }, e.Message);
        }
        catch (PlanNotFoundException e)
        {
            form.Refuse(CreationFields.Plan, e.Message);
        }
        catch (IdempotencyKeyConflictException)
        {
            form.Put(CreationFields.Key, Guid.NewGuid().ToString("N"));
            form.Problem = call.Texts["This form has created a tenant before, and says something else now. Send it again if you want another tenant."];
        }
        catch (ArgumentException e)
        {
            form.Problem = DomainText.Of(e);
            return (null, StatusCodes.Status422UnprocessableEntity);
        }
        catch (TenantProvisioningException e)
        {
            form.Problem = call.Texts["The tenant is there, but is not ready: {0} Send the form again once that is mended: it goes on from there.", e.Reason];
            return (null, StatusCodes.Status502BadGateway);
        }

        return (null, StatusCodes.Status409Conflict);
    }

    /// <summary>What the form asks for; null when something is wrong with it.</summary>
    private TenantSpec? Read()
    {
        TenantChange change = new(form, call.Texts);
        TenantId id = default;
        change.Try(
            CreationFields.Id,
            () => id = form.Typed(CreationFields.Id) is { Length: > 0 } typed ? TenantId.Parse(typed) : throw new FieldException("Say which id the tenant gets, for instance {0}.", "acme"),
            "Id");
        change.Try(TenantFields.Level.Name, () => IsolationFields.Join(form), TenantFields.Level.Label);
        foreach (TenantField field in Fields)
        {
            change.Take(field, Blank, required: field == TenantFields.Name || field == TenantFields.Owner);
        }

        change.TakeQuotas(Blank);
        PlanReference? plan = null;
        if (form.Typed(CreationFields.Plan).Length > 0)
        {
            change.Try(CreationFields.Plan, () => plan = PlanReference.Parse(form.Typed(CreationFields.Plan)));
        }

        if (form.IsRefused)
        {
            return null;
        }

        Tenant asked = change.Apply(Blank);
        return new TenantSpec
        {
            Id = id,
            Name = asked.Name,
            OwnerId = asked.OwnerId,
            Plan = plan,
            IsolationLevel = form.Typed(TenantFields.Level.Name).Length == 0 ? null : asked.IsolationLevel,
            ResourceQuotas = asked.ResourceQuotas,
            Namespaces = asked.Namespaces,
            Description = asked.Description,
            Labels = asked.Labels,
            IsDeletionProtected = asked.IsDeletionProtected,
        };
    }

    /// <summary>The same for the same form of the same user, so that a second click makes nothing new.</summary>
    private IdempotencyKey Key()
    {
        string all = string.Join('\0', form.Names.Order(StringComparer.Ordinal).Where(n => !n.StartsWith("__", StringComparison.Ordinal)).Select(n => $"{n}\0{form.Typed(n)}"));
        string key = form.Typed(CreationFields.Key) is { Length: > 0 and <= 64 } given ? given : Guid.NewGuid().ToString("N");
        return new IdempotencyKey($"dashboard/create/{Hash(call.UserId)}", key, Hash(all));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
