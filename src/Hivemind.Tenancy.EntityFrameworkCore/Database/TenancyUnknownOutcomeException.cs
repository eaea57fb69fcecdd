namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// The database did not say whether a commit took effect. Hides the failure from EF Core's execution strategy, which would repeat work
/// that may be done; callers get a transient <see cref="TenancyStoreException"/> for it.
/// </summary>
/// <param name="cause">What happened.</param>
public sealed class TenancyUnknownOutcomeException(Exception cause) : Exception(cause?.Message, cause);
