using Microsoft.AspNetCore.Mvc;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A controller that needs a tenant and a permission in it.</summary>
[Route("tenant")]
[RequireTenantPermission("things", "read")]
public sealed class TenantController : ControllerBase
{
    [HttpGet("read")]
    public ContentResult Read() => Content(Who.Now());

    [HttpGet("deploy")]
    [RequireTenantPermission("things", "deploy")]
    public ContentResult Deploy() => Content(Who.Now());

    [HttpGet("no-tenant")]
    [AllowNoTenant]
    public ContentResult NoTenant() => Content(Who.Now());
}
