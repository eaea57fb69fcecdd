using Microsoft.AspNetCore.Mvc;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A controller that needs no tenant.</summary>
[Route("no-tenant")]
[AllowNoTenant]
public sealed class NoTenantController : ControllerBase
{
    [HttpGet("plain")]
    public ContentResult Plain() => Content(Who.Now());

    [HttpGet("tenant")]
    [RequireTenant]
    public ContentResult Tenant() => Content(Who.Now());
}
