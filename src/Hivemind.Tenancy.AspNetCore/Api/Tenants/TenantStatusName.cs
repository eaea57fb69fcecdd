using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary><see cref="TenantStatus"/> as the API writes it.</summary>
[JsonConverter(typeof(SnakeCaseEnum<TenantStatusName>))]
internal enum TenantStatusName
{
    Pending = TenantStatus.Pending,
    Active = TenantStatus.Active,
    Suspended = TenantStatus.Suspended,
    Terminating = TenantStatus.Terminating,
}
