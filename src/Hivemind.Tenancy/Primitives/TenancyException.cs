namespace Hivemind.Tenancy;

/// <summary>Base of every refusal and failure of tenancy. Calls that can never succeed are <see cref="ArgumentException"/>s, <see cref="InvalidOperationException"/>s and <see cref="NotSupportedException"/>s instead.</summary>
public abstract class TenancyException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    protected TenancyException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Whether the same call, made again unchanged, may succeed (for instance after a lost database connection).</summary>
    public virtual bool IsTransient => false;
}
