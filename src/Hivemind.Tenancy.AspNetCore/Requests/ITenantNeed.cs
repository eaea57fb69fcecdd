namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Endpoint metadata: whether a request needs a tenant. The last one, which is the most specific, counts.</summary>
internal interface ITenantNeed
{
    bool IsRequired { get; }
}
