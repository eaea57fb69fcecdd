namespace Hivemind.Tenancy.Tests;

/// <summary>Whole numbers by resource, of which the model computes: millicores, bytes, counts. Amounts, where absent is 0, and limits, where absent is none.</summary>
internal sealed class Units(params (string Resource, long Count)[] counts)
{
    public static readonly string[] Resources = [ResourceNames.Cpu, ResourceNames.Memory, "gpu", "ip"];

    private readonly Dictionary<string, long> _counts = counts.ToDictionary(c => c.Resource, c => c.Count);

    public long this[string resource] => _counts.GetValueOrDefault(resource);

    public IEnumerable<string> Named => _counts.Keys;

    public long? Limit(string resource) => _counts.TryGetValue(resource, out long limit) ? limit : null;

    public bool IsSameAs(Units other) => Resources.All(r => this[r] == other[r]);

    public ResourceAmounts ToAmounts() => Tests.Resources.Amounts([.. _counts.Select(c => (c.Key, InUnit(c.Key, c.Value)))]);

    public ResourceQuotas ToQuotas() => Tests.Resources.Quotas([.. _counts.Select(c => (c.Key, InUnit(c.Key, c.Value)))]);

    public static decimal InUnit(string resource, decimal count) => resource == ResourceNames.Cpu ? count / 1000 : count;

    public override string ToString() => $"[{string.Join(", ", _counts.Select(c => $"{c.Key} {c.Value}"))}]";
}
