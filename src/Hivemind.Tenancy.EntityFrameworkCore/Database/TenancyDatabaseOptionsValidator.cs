using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Names the option, the value it has and what is allowed.</summary>
internal sealed class TenancyDatabaseOptionsValidator : IValidateOptions<TenancyDatabaseOptions>
{
    public ValidateOptionsResult Validate(string? name, TenancyDatabaseOptions options)
    {
        List<string> failures = [];
        Check(nameof(options.CacheDuration), options.CacheDuration, TimeSpan.Zero, TenancyDatabaseOptions.MaxCacheDuration);
        Check(nameof(options.EventPollInterval), options.EventPollInterval, TenancyDatabaseOptions.MinEventPollInterval, TenancyDatabaseOptions.MaxEventPollInterval);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Check(string option, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most)
            {
                failures.Add($"{nameof(TenancyDatabaseOptions)}.{option} is {value}: {least} to {most} is allowed.");
            }
        }
    }
}
