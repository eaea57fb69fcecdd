namespace Hivemind.Tenancy.Testing;

/// <summary>An adapter does not keep the contract: the message says in which case, what was expected and what was found.</summary>
public sealed class ConformanceException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">What was expected, and what was found.</param>
    /// <param name="innerException">What was thrown instead of an answer, if anything was.</param>
    public ConformanceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
