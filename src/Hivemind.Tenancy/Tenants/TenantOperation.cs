namespace Hivemind.Tenancy;

/// <summary>What a tenant's status may forbid. Reading a tenant and releasing what it holds are allowed in every status.</summary>
public enum TenantOperation
{
    /// <summary>Entering its context, reserving, growing an allocation, running new work.</summary>
    Admit = 1,

    /// <summary>Committing, renewing and shrinking what it holds.</summary>
    Commit = 2,

    /// <summary>Changing its settings, its grace or its role bindings, and correcting what it has consumed.</summary>
    Update = 3,

    /// <summary>Removing its record, the last step of a deletion.</summary>
    Remove = 4,

    /// <summary>Consuming from its budgets, and holding an estimate of what will be.</summary>
    Consume = 5,

    /// <summary>Settling what was consumed.</summary>
    Settle = 6,
}
