namespace Hivemind.Tenancy.Workloads;

/// <summary>How far an engine keeps something apart.</summary>
public enum EngineSupport
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>It counts, and does not prevent.</summary>
    Accounted = 1,

    /// <summary>It prevents.</summary>
    Enforced = 2,
}
