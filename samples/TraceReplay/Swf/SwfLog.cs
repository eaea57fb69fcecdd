namespace TraceReplay;

/// <summary>What was read from a file.</summary>
/// <param name="Jobs">The well-formed jobs, in the order of the file.</param>
/// <param name="Malformed">How many lines are neither a job nor a comment nor blank.</param>
/// <param name="Problems">What is wrong with the first of them.</param>
internal sealed record SwfLog(IReadOnlyList<SwfJob> Jobs, int Malformed, IReadOnlyList<SwfProblem> Problems);
