using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy;

/// <summary>Which resources beside the known ones exist, where the host says so: see <see cref="HivemindTenancyOptions.OtherResources"/>.</summary>
internal sealed class DeclaredResources(IOptions<HivemindTenancyOptions> options)
{
    private readonly FrozenSet<string>? _names = options.Value.OtherResources?.ToFrozenSet(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">The amounts name a resource that was not declared.</exception>
    public void Require(ResourceAmounts amounts, string paramName)
    {
        if (_names is not null && amounts.OtherMap.Count > 0)
        {
            Require(_names, amounts.OtherMap, paramName);
        }
    }

    /// <exception cref="ArgumentException">The quotas name a resource that was not declared.</exception>
    public void Require(ResourceQuotas quotas, string paramName)
    {
        if (_names is not null && quotas.OtherMap.Count > 0)
        {
            Require(_names, quotas.OtherMap, paramName);
        }
    }

    /// <summary>The first name that was not declared; null when there is none.</summary>
    public static string? Undeclared(IReadOnlyCollection<string> declared, ResourceQuotas quotas) => quotas.OtherMap.Keys.FirstOrDefault(n => !declared.Contains(n));

    private static void Require(FrozenSet<string> declared, ValueMap<long> given, string paramName)
    {
        foreach (string name in given.Keys)
        {
            if (!declared.Contains(name))
            {
                string allowed = declared.Count == 0 ? "there are none" : $"there are {string.Join(", ", declared.Order(StringComparer.Ordinal))}";
                throw new ArgumentException($"This host has no resource '{name}': beside the five known ones {allowed}.", paramName);
            }
        }
    }
}
