namespace Hivemind.Tenancy;

/// <summary>What a package that acts for a tenant has to tell it: a deployment that failed, a process that was ended for its memory.</summary>
public sealed record WorkloadReported : TenancyEvent
{
    /// <summary>What it is about, for instance <c>app/web/shop</c>: 1 to 256 characters.</summary>
    public required string Subject { get; init; }

    /// <summary>What happened, in a word, for instance <c>DeploymentFailed</c>: 1 to 64 ASCII letters and digits.</summary>
    public required string Reason { get; init; }

    /// <summary>The same in a sentence, for the tenant's users to read: 1 to 1,024 characters, one line, no secrets.</summary>
    public required string Message { get; init; }
}
