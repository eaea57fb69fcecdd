namespace TraceReplay;

/// <summary>The command line, or the file of quotas it names, cannot be understood.</summary>
internal sealed class UsageException(string message, Exception? innerException = null) : Exception(message, innerException);
