using System.Text.Json.Serialization;
using Hivemind.Tenancy;

namespace TraceReplay;

/// <summary>How one tenant fared.</summary>
internal sealed class TenantTally(TenantId id)
{
    [JsonIgnore]
    public TenantId Id { get; } = id;

    /// <summary>Jobs that fitted.</summary>
    public int Admitted { get; private set; }

    /// <summary>Jobs that did not.</summary>
    public int Refused { get; private set; }

    /// <summary>The most cores held at once.</summary>
    public decimal PeakCpu { get; private set; }

    /// <summary>The most containers held at once.</summary>
    public decimal PeakContainers { get; private set; }

    /// <summary>Cores times the seconds that they were held, by the meter; null when nobody asked.</summary>
    public decimal? CoreSeconds { get; set; }

    public void Refuse() => Refused++;

    /// <summary>Counts a job, and what the tenant holds with it.</summary>
    public void Admit(TenantUsage usage)
    {
        Admitted++;
        PeakCpu = Math.Max(PeakCpu, usage[ResourceNames.Cpu].Total);
        PeakContainers = Math.Max(PeakContainers, usage[ResourceNames.Containers].Total);
    }
}
