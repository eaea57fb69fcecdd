namespace TraceReplay;

/// <summary>One job of the log, as far as the replay needs it.</summary>
/// <param name="Line">Where it stands in the file, from 1.</param>
/// <param name="Submit">Time since the start of the log, 0 or more.</param>
/// <param name="RunTime">How long it ran; zero or less when unknown or it never did.</param>
/// <param name="Processors">How many it was given; zero or less when unknown.</param>
/// <param name="User">The user's number; -1 when unknown.</param>
/// <param name="Group">The group's number; -1 when unknown.</param>
internal readonly record struct SwfJob(int Line, TimeSpan Submit, TimeSpan RunTime, long Processors, long User, long Group)
{
    /// <summary>Whether it held anything for any time; a job that did not is skipped.</summary>
    public bool HeldResources => RunTime > TimeSpan.Zero && Processors > 0;

    /// <summary>When it gave back what it held.</summary>
    public TimeSpan End => Submit + RunTime;
}
