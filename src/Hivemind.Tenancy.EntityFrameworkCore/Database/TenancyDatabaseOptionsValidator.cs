using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Names the option, the value it has and what is allowed.</summary>
internal sealed class TenancyDatabaseOptionsValidator : IValidateOptions<TenancyDatabaseOptions>
{
    public ValidateOptionsResult Validate(string? name, TenancyDatabaseOptions options) =>
        options.CacheDuration >= TimeSpan.Zero && options.CacheDuration <= TenancyDatabaseOptions.MaxCacheDuration
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{nameof(TenancyDatabaseOptions)}.{nameof(options.CacheDuration)} is {options.CacheDuration}: "
                + $"{TimeSpan.Zero} to {TenancyDatabaseOptions.MaxCacheDuration} is allowed.");
}
