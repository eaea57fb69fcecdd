using Microsoft.AspNetCore.Mvc;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A base class that works for no tenant.</summary>
[AllowNoTenant]
public abstract class FreeController : ControllerBase
{
    [HttpGet("inherited")]
    public ContentResult Inherited() => Content(Who.Now());

    [AllowNoTenant]
    [HttpGet("overridden")]
    public virtual ContentResult Overridden() => Content(Who.Now());
}
