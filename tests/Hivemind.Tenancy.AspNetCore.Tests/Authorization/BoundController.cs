using Microsoft.AspNetCore.Mvc;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Needs a tenant, though its base class does not.</summary>
[Route("bound")]
[RequireTenant]
public sealed class BoundController : FreeController
{
    [RequireTenant]
    [HttpGet("overridden")]
    public override ContentResult Overridden() => base.Overridden();
}
