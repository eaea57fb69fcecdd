namespace Hivemind.Tenancy.Workloads;

/// <summary>A volume of that name is there already and is something else, or is in use.</summary>
/// <param name="volume">The volume.</param>
/// <param name="reason">What stands against it, in words.</param>
/// <param name="innerException">The cause, if there is one.</param>
public sealed class VolumeConflictException(AppKey volume, string reason, Exception? innerException = null)
    : TenancyException($"Volume '{volume}': {reason}", innerException)
{
    /// <summary>The volume.</summary>
    public AppKey Volume { get; } = volume;
}
