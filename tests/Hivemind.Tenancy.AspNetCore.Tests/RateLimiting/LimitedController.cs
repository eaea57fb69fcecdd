using Microsoft.AspNetCore.Mvc;

namespace Hivemind.Tenancy.AspNetCore.Tests;

[Route("limited-controller")]
public sealed class LimitedController : ControllerBase
{
    [HttpGet("hello")]
    public IActionResult Hello() => Ok();
}
