using Hivemind.Tenancy.Dashboard.Pages;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>What others changed of a tenant since a form was loaded: by what the form says stood there, and by the log where the reader may read it.</summary>
internal sealed class ChangesByOthers(DashboardCall call, DashboardForm form)
{
    /// <summary>The hidden field that keeps in which status the tenant was shown.</summary>
    public const string StatusField = "status";

    private const int MostEvents = 100;

    /// <summary>What changed. The form is brought up to date: what nobody typed over shows what is there now.</summary>
    /// <param name="latest">The tenant as it is now.</param>
    /// <param name="own">The form's own fields.</param>
    /// <param name="others">Fields that the form does not have, of which the log alone tells.</param>
    public async Task<IReadOnlyList<FieldChange>> FindAsync(Tenant latest, IReadOnlyList<TenantField> own, IEnumerable<TenantField> others)
    {
        IReadOnlyList<TenantUpdated> updates = await ReadUpdatesAsync(latest).ConfigureAwait(false);
        Tenant earliest = updates is [.., { } first] ? first.Before : latest;
        List<FieldChange> changes = [];
        foreach (TenantField field in own)
        {
            Add(field, form.Was(field.Name), form.IsChanged(field.Name) && form.Typed(field.Name) != field.TextOf(latest) ? form.Typed(field.Name) : null);
            form.Rebase(field.Name, field.TextOf(latest));
        }

        foreach (TenantField field in others)
        {
            Add(field, field.TextOf(earliest), null);
        }

        if (form.Keeps(StatusField) && form.Was(StatusField) != latest.Status.ToString())
        {
            changes.Add(new FieldChange("Status", Enum.TryParse(form.Was(StatusField), out TenantStatus was) ? call.Texts[was.ToString()] : string.Empty, call.Texts[latest.Status.ToString()], null, null));
            form.Load(StatusField, latest.Status.ToString());
        }

        return changes;

        void Add(TenantField field, string before, string? yours)
        {
            string now = field.TextOf(latest);
            if (before != now)
            {
                changes.Add(new FieldChange(
                    field.Title(call.Texts),
                    field.Say(before, call.Texts),
                    field.Say(now, call.Texts),
                    yours is null ? null : field.Say(yours, call.Texts),
                    updates.FirstOrDefault(u => field.Show(u.Before) != field.Show(u.After))?.Actor));
            }
        }
    }

    /// <summary>The newest first; none where the reader may not read them.</summary>
    private async Task<IReadOnlyList<TenantUpdated>> ReadUpdatesAsync(Tenant latest)
    {
        long seen = PostedTenant.VersionOf(form);
        if (!await call.MayAsync(TenancyPermissions.ReadEvents, PermissionScope.Tenant(latest)).ConfigureAwait(false))
        {
            return [];
        }

        EventPage page = await call.Tenants.ReadEventsAsync(
            new EventQuery { Tenant = latest, Kinds = [nameof(TenantUpdated)], NewestFirst = true, Limit = MostEvents }, call.Aborted).ConfigureAwait(false);
        return [.. page.Events.OfType<TenantUpdated>().Where(u => u.After.Version > seen)];
    }
}
