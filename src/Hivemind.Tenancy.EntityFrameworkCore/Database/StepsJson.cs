using System.Text.Json;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Amounts and quotas as JSON maps from a resource to its steps, the known ones by their names.</summary>
internal static class StepsJson
{
    /// <summary>All amounts that are not 0.</summary>
    public static string Write(ResourceAmounts amounts)
    {
        Dictionary<string, long> steps = new(ResourceSteps.OtherOf(amounts), StringComparer.Ordinal);
        ReadOnlySpan<long> known = ResourceSteps.KnownOf(amounts);
        for (int i = 0; i < known.Length; i++)
        {
            if (known[i] != 0)
            {
                steps.Add(ResourceSteps.Known[i], known[i]);
            }
        }

        return JsonSerializer.Serialize(steps);
    }

    /// <summary>All limits; null when there is none.</summary>
    public static string? Write(ResourceQuotas quotas)
    {
        Dictionary<string, long> steps = new(ResourceSteps.OtherOf(quotas), StringComparer.Ordinal);
        IReadOnlyList<long?> known = ResourceSteps.KnownOf(quotas);
        for (int i = 0; i < known.Count; i++)
        {
            if (known[i] is { } limit)
            {
                steps.Add(ResourceSteps.Known[i], limit);
            }
        }

        return Write(steps);
    }

    /// <summary>A map as it is; null when it is empty.</summary>
    public static string? Write(IReadOnlyDictionary<string, long> steps) => steps.Count == 0 ? null : JsonSerializer.Serialize(steps);

    public static ResourceAmounts ReadAmounts(string json)
    {
        Dictionary<string, long> steps = Read(json);
        long[] known = [.. ResourceSteps.Known.Select(r => steps.Remove(r, out long amount) ? amount : 0)];
        return ResourceSteps.Amounts(known, steps);
    }

    public static ResourceQuotas ReadQuotas(string? json)
    {
        Dictionary<string, long> steps = Read(json);
        long?[] known = [.. ResourceSteps.Known.Select(r => steps.Remove(r, out long limit) ? limit : (long?)null)];
        return ResourceSteps.Quotas(known, steps);
    }

    public static Dictionary<string, long> Read(string? json) => json is null ? [] : JsonSerializer.Deserialize<Dictionary<string, long>>(json)!;
}
