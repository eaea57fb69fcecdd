namespace Hivemind.Tenancy;

/// <summary>Whether isolation allows something, and why. <c>default</c> is a refusal.</summary>
public readonly record struct IsolationVerdict
{
    private readonly string? _reason;

    private IsolationVerdict(bool isAllowed, string reason)
    {
        IsAllowed = isAllowed;
        _reason = reason;
    }

    /// <summary>Whether it is allowed.</summary>
    public bool IsAllowed { get; }

    /// <summary>Why, in words.</summary>
    public string Reason => _reason ?? "Not decided.";

    /// <summary>A yes.</summary>
    /// <param name="reason">Why.</param>
    public static IsolationVerdict Allow(string reason) => new(isAllowed: true, reason);

    /// <summary>A no.</summary>
    /// <param name="reason">Why.</param>
    public static IsolationVerdict Deny(string reason) => new(isAllowed: false, reason);
}
