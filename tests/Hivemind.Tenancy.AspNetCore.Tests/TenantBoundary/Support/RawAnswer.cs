namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>One answer as it came over the wire.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Head">Status line and headers.</param>
/// <param name="Body">The body, decoded if it came in chunks.</param>
internal sealed record RawAnswer(int Status, string Head, string Body)
{
    public override string ToString() => $"{Head}\n\n{Body}";
}
