using Microsoft.AspNetCore.Mvc;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Throws what the host has registered, in a controller for which MVC writes problems.</summary>
[ApiController]
[Route("throwing-api")]
public sealed class ThrowingApiController(Exception exception) : ControllerBase
{
    [HttpGet("plain")]
    public IActionResult Plain() => throw exception;
}
