namespace Hivemind.Tenancy.Tests;

/// <summary>One tenant's life as the design has it: where it is, why, and how often it was written. No clocks, no locks, no stores.</summary>
internal sealed class LifecycleModel
{
    /// <summary>Null when there is no such tenant.</summary>
    public TenantStatus? Status { get; private set; }

    /// <summary>The reason, or only that a provisioner gave one.</summary>
    public string? Reason { get; private set; }

    public long Version { get; private set; }

    /// <summary>The version at which the status was last written.</summary>
    public long StatusVersion { get; private set; }

    /// <summary>How many changes were recorded over all incarnations.</summary>
    public int Events { get; private set; }

    /// <summary>Whether its settings are no longer those of the spec it was made of.</summary>
    private bool IsChanged { get; set; }

    /// <summary>Applies an operation whose provisioner ends as said; returns the exception it must throw, or null.</summary>
    public Type? Apply(string operation, string ending) => (operation, Status) switch
    {
        ("create", null) => Create(ending),
        ("create", TenantStatus.Pending) when !IsChanged => Finish(ending),
        ("create", _) => typeof(TenantConflictException),
        ("enter", null) => typeof(TenantAccessDeniedException),
        ("enter", TenantStatus.Active) => null,
        ("enter", _) => typeof(TenantNotActiveException),
        (_, null) => typeof(TenantNotFoundException),
        ("update", TenantStatus.Terminating) => typeof(TenantNotActiveException),
        ("update", _) => Change(),
        ("suspend", TenantStatus.Active or TenantStatus.Suspended) => Suspend(ending),
        ("resume", TenantStatus.Suspended) => Finish(ending),
        ("delete", _) => Delete(ending),
        _ => typeof(InvalidTenantTransitionException),
    };

    private Type? Create(string ending)
    {
        (Status, Reason, Version, StatusVersion) = (TenantStatus.Pending, null, 1, 1);
        IsChanged = false;
        Events++;
        return Finish(ending);
    }

    private Type? Change()
    {
        IsChanged = true;
        return Write(Status, Reason);
    }

    private Type? Suspend(string ending)
    {
        Enter(TenantStatus.Suspended, "unpaid");
        return Provision(ending);
    }

    private Type? Finish(string ending) => Provision(ending) ?? Enter(TenantStatus.Active, null);

    private Type? Delete(string ending)
    {
        if (Status != TenantStatus.Terminating)
        {
            Enter(TenantStatus.Terminating, null);
        }

        if (Provision(ending) is { } failed)
        {
            return failed;
        }

        (Status, Reason, Version, StatusVersion) = (null, null, 0, 0);
        Events++;
        return null;
    }

    private Type? Provision(string ending)
    {
        if (ending == LifecycleStep.Succeeds)
        {
            return null;
        }

        Write(Status, ending);
        return ending == LifecycleStep.Fails ? typeof(TenantProvisioningException) : typeof(OperationCanceledException);
    }

    private Type? Enter(TenantStatus status, string? reason)
    {
        Write(status, reason);
        StatusVersion = Version;
        return null;
    }

    private Type? Write(TenantStatus? status, string? reason)
    {
        (Status, Reason) = (status, reason);
        Version++;
        Events++;
        return null;
    }
}
