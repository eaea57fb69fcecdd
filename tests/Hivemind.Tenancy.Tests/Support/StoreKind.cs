namespace Hivemind.Tenancy.Tests;

/// <summary>How a host's store answers: the managers must come to the same results either way.</summary>
public enum StoreKind
{
    /// <summary>At once, as the in-memory store does.</summary>
    Direct,

    /// <summary>Later and on another thread, as a database does; see <see cref="Interceptor.Slow"/>.</summary>
    Asynchronous,
}
