namespace TraceReplay;

/// <summary>What is wrong with a line.</summary>
/// <param name="Line">Which, from 1.</param>
/// <param name="Reason">What is found and what is allowed.</param>
internal readonly record struct SwfProblem(int Line, string Reason);
