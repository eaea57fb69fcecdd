using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Actions of a controller that says nothing itself.</summary>
[Route("actions")]
public sealed class ActionsController : ControllerBase
{
    [HttpGet("plain")]
    public ContentResult Plain() => Content(Who.Now());

    [HttpGet("tenant")]
    [RequireTenant]
    public ContentResult Tenant() => Content(Who.Now());

    [HttpGet("no-tenant")]
    [AllowNoTenant]
    public ContentResult NoTenant() => Content(Who.Now());

    [HttpGet("anonymous")]
    [RequireTenant]
    [AllowAnonymous]
    public ContentResult Anonymous() => Content(Who.Now());

    [HttpGet("deploy")]
    [RequireTenantPermission("things", "deploy")]
    public ContentResult Deploy() => Content(Who.Now());

    [HttpGet("deploy/{ns}")]
    [RequireTenantPermission("things", "deploy", NamespaceRouteValue = "ns")]
    public ContentResult DeployInNamespace(string ns) => Content($"{Who.Now()} {ns}");
}
