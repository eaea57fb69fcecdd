using Microsoft.AspNetCore.Mvc;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Its attribute takes <c>Vary</c> away before it sets its own.</summary>
[Route("cached-controller")]
public sealed class CachedController : ControllerBase
{
    [HttpGet("plain")]
    [ResponseCache(Duration = 60)]
    public ContentResult Plain() => Content(CacheTestHost.Say());

    [HttpGet("varying")]
    [ResponseCache(Duration = 60, VaryByHeader = "Accept")]
    public ContentResult Varying() => Content(CacheTestHost.Say());
}
