namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Leases in bodies.</summary>
internal static class Leases
{
    /// <exception cref="ApiProblemException">It is not 1 to 86,400 seconds.</exception>
    public static TimeSpan? Of(int? seconds) =>
        seconds is null ? null
        : TimeSpan.FromSeconds(seconds.Value) is { } lease && lease >= HivemindTenancyOptions.MinLease && lease <= HivemindTenancyOptions.MaxLease ? lease
        : throw ApiProblemException.Invalid(
            $"lease_seconds has to be a whole number from {HivemindTenancyOptions.MinLease.TotalSeconds} to {HivemindTenancyOptions.MaxLease.TotalSeconds}.");
}
