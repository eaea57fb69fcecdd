namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What a connection was let in with and goes on with. Connections with equal passes are judged once.</summary>
internal abstract class LivePass : IEquatable<LivePass>
{
    public abstract string UserId { get; }

    /// <summary>Where, by uid; null for the whole platform.</summary>
    public abstract TenantReference? Tenant { get; }

    /// <summary>
    /// Whether it is judged every minute, whatever happens, and goes on until then. Otherwise it is judged by events, when a binding of its
    /// user ends, and by turns, and nothing reaches it while it is open whether it may.
    /// </summary>
    public abstract bool IsJudgedInRounds { get; }

    /// <summary>Whether the tenant has to be Active.</summary>
    public abstract bool NeedsActiveTenant { get; }

    /// <summary>Whether its connections may go on.</summary>
    /// <exception cref="TenancyException">They may not, or it could not be found out.</exception>
    public abstract Task<bool> MayGoOnAsync(ITenantManager tenants, IAccessManager access, CancellationToken cancellationToken);

    public abstract bool Equals(LivePass? other);

    public sealed override bool Equals(object? obj) => Equals(obj as LivePass);

    public abstract override int GetHashCode();
}
