namespace Hivemind.Tenancy.ArchitectureTests;

/// <summary>One use of a type from another room.</summary>
/// <param name="From">The room that uses.</param>
/// <param name="To">The room of what is used.</param>
/// <param name="File">The file that uses, below the package's folder.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Type">The type that is used.</param>
internal sealed record Door(string From, string To, string File, int Line, string Type)
{
    public override string ToString() => $"{File}({Line}): {From} uses {Type} of {To}";
}
