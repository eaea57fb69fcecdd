namespace Hivemind.Tenancy;

/// <summary>A machine that runs workloads, as the host's configuration has it.</summary>
public sealed record Node
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name, 1 to 256 characters.</param>
    /// <param name="dedicatedTo">The tenant it is dedicated to; null when it is shared.</param>
    public Node(string name, TenantReference? dedicatedTo = null)
    {
        Name = Requires.Line(name, "Node name", TenancyLimits.UserIdLength);
        DedicatedTo = dedicatedTo?.Validated(nameof(dedicatedTo));
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The tenant it is dedicated to, and none made under its id later; without a uid whoever holds the id. Null when it is shared.</summary>
    public TenantReference? DedicatedTo { get; }
}
