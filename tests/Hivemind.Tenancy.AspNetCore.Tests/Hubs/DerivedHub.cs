namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Overrides a method without repeating its attributes.</summary>
internal sealed class DerivedHub(IQuotaManager quotas) : GuardedHub(quotas)
{
    public override string Deploy() => base.Deploy();
}
