namespace Hivemind.Tenancy;

/// <summary>What isolation is about.</summary>
public enum IsolationAspect
{
    /// <summary>Which workloads can reach each other.</summary>
    Network = 1,

    /// <summary>Which volumes may be mounted.</summary>
    Storage = 2,

    /// <summary>Which nodes run the workloads.</summary>
    Compute = 3,

    /// <summary>Whether resources are guaranteed.</summary>
    ResourceGuarantees = 4,
}
