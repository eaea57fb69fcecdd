using Microsoft.Extensions.Localization;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>What differs between two versions of a tenant, in words: one text for each part, "name from 'A' to 'B'".</summary>
internal sealed class TenantDifference(IStringLocalizer<DashboardTexts> texts)
{
    public IEnumerable<string> Of(Tenant before, Tenant after)
    {
        List<string?> parts =
        [
            Change("the name", before.Name, after.Name),
            Change("the owner", before.OwnerId, after.OwnerId),
            Change("the isolation", NameOf(before.IsolationLevel), NameOf(after.IsolationLevel)),
            Change("the plan", before.Plan?.ToString(), after.Plan?.ToString()),
            before.Description != after.Description ? texts["the description"].Value : null,
            .. Quotas(before.ResourceQuotas, after.ResourceQuotas),
            .. Entries("the label", before.Labels, after.Labels, v => v),
            .. Entries("the parameter", before.Parameters, after.Parameters, v => v),
            .. Entries("the budget of", before.Budgets, after.Budgets, b => Amount.Number(b.Limit)),
            .. after.Namespaces.Except(before.Namespaces).Select(n => texts["the namespaces (new: {0})", Typed.Isolated(n)].Value),
            .. before.Namespaces.Except(after.Namespaces).Select(n => texts["the namespaces (gone: {0})", Typed.Isolated(n)].Value),
            before.IsDeletionProtected != after.IsDeletionProtected ? texts[after.IsDeletionProtected ? "the protection from deletion (on)" : "the protection from deletion (off)"].Value : null,
            before.IsolationLevel != after.IsolationLevel && before.IsolationLevel.Kind == after.IsolationLevel.Kind ? texts["the settings of isolation"].Value : null,
        ];
        string[] said = [.. parts.OfType<string>()];
        return said.Length > 0 ? said : [texts["the settings"].Value];
    }

    private string NameOf(IsolationLevel level) => texts[IsolationWords.NameOf(level.Kind)];

    private IEnumerable<string?> Quotas(ResourceQuotas before, ResourceQuotas after)
    {
        yield return Quota(ResourceNames.Cpu, before.CpuCores, after.CpuCores);
        yield return Quota(ResourceNames.Memory, before.MemoryBytes, after.MemoryBytes);
        yield return Quota(ResourceNames.Storage, before.StorageBytes, after.StorageBytes);
        yield return Quota(ResourceNames.Containers, before.Containers, after.Containers);
        yield return Quota(ResourceNames.Services, before.Services, after.Services);
        foreach (string name in before.Other.Keys.Union(after.Other.Keys).Order(StringComparer.Ordinal))
        {
            yield return Quota(name, Find(before.Other, name), Find(after.Other, name));
        }
    }

    private static decimal? Find(IReadOnlyDictionary<string, decimal> limits, string name) => limits.TryGetValue(name, out decimal limit) ? limit : null;

    private string? Quota(string resource, decimal? before, decimal? after) => before == after
        ? null
        : texts["the quota of {0} from {1} to {2}", texts[Amount.NameOf(resource)], Limit(resource, before), Limit(resource, after)].Value;

    private string Limit(string resource, decimal? limit) => limit is { } value ? Amount.Of(resource, value) : texts["no limit"].Value;

    private IEnumerable<string?> Entries<T>(string what, IReadOnlyDictionary<string, T> before, IReadOnlyDictionary<string, T> after, Func<T, string> show) =>
        before.Keys.Union(after.Keys).Order(StringComparer.Ordinal).Select(key =>
        {
            string? old = before.TryGetValue(key, out T? was) ? show(was) : null;
            string? now = after.TryGetValue(key, out T? value) ? show(value) : null;
            return Equals(was, value) ? null : old == now ? $"{texts[what]} {Typed.Isolated(key)}" : Change($"{texts[what]} {Typed.Isolated(key)}", old, now, isKey: false);
        });

    private string? Change(string what, string? before, string? after, bool isKey = true) => before == after
        ? null
        : texts["{0} from {1} to {2}", isKey ? texts[what].Value : what, Shown(before), Shown(after)].Value;

    private string Shown(string? text) => text is null ? texts["nothing"].Value : Typed.Isolated(text);
}
