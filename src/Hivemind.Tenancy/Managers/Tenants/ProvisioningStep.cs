namespace Hivemind.Tenancy;

/// <summary>Which of a provisioner's methods runs.</summary>
internal enum ProvisioningStep
{
    Provision,
    Suspend,
    Resume,
    Deprovision,
}
