using Microsoft.AspNetCore.Mvc;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Throws what the host has registered.</summary>
[Route("throwing")]
public sealed class ThrowingController(Exception exception) : ControllerBase
{
    [HttpGet("plain")]
    public IActionResult Plain() => throw exception;
}
