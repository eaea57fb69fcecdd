namespace Hivemind.Tenancy.Workloads;

/// <summary>A volume of that name is there already and is something else, or is in use.</summary>
/// <param name="volume">The volume.</param>
/// <param name="reason">What stands against it, in words.</param>
public sealed class VolumeConflictException(AppKey volume, string reason) : TenancyException($"Volume '{volume}': {reason}")
{
    /// <summary>The volume.</summary>
    public AppKey Volume { get; } = volume;
}
