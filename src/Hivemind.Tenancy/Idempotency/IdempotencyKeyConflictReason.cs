namespace Hivemind.Tenancy;

/// <summary>Why a request was refused for its key.</summary>
public enum IdempotencyKeyConflictReason
{
    /// <summary>The key stands for another request.</summary>
    OtherRequest = 1,

    /// <summary>The request was done, and what it made is gone. It is not done again while the key lives.</summary>
    ResultGone = 2,
}
