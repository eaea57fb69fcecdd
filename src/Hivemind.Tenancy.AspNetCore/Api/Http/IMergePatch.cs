namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Marks a body that is a JSON merge patch (RFC 7396).</summary>
internal interface IMergePatch;
