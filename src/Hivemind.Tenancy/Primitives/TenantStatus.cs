using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

/// <summary>
/// Where a tenant is in its life: <c>Pending -> Active &lt;-> Suspended</c>, and from each of them
/// <c>-> Terminating -> (gone)</c>. Any other step is an <see cref="InvalidTenantTransitionException"/>.
/// <see cref="TenantStatusTable"/> says what each allows.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<TenantStatus>))]
public enum TenantStatus
{
    /// <summary>Being created: its provisioners have not all succeeded yet. It cannot be entered and holds nothing new.</summary>
    Pending = 1,

    /// <summary>In use.</summary>
    Active = 2,

    /// <summary>Stopped by the host: what it holds stays and can be released, nothing new is admitted and nobody enters.</summary>
    Suspended = 3,

    /// <summary>Being deleted. It can be read, and what it holds can be released.</summary>
    Terminating = 4,
}
