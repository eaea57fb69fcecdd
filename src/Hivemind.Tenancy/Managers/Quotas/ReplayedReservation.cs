using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <summary>A reservation that was admitted before under the same key, as it is now. A class of its own, so that others need not say that they are none.</summary>
internal sealed class ReplayedReservation(QuotaManager quotas, Allocation before, in AdmissionResult result)
    : AdmittedReservation(quotas, before.TenantId, before.Id, before.Amounts, result)
{
    public override bool IsReplayed => true;
}
