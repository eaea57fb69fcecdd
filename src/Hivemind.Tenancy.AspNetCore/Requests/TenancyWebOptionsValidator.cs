using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Says at start-up what is wrong with the options.</summary>
internal sealed class TenancyWebOptionsValidator : IValidateOptions<TenancyWebOptions>
{
    public ValidateOptionsResult Validate(string? name, TenancyWebOptions options)
    {
        if (options.StrangerStatusCode is not (StatusCodes.Status404NotFound or StatusCodes.Status403Forbidden))
        {
            return ValidateOptionsResult.Fail($"{nameof(options.StrangerStatusCode)} is {options.StrangerStatusCode}: 404 and 403 are allowed.");
        }

        if (options.GetUserId is null)
        {
            return ValidateOptionsResult.Fail($"{nameof(options.GetUserId)} is null.");
        }

        return options.Resolvers.Contains(null!)
            ? ValidateOptionsResult.Fail($"{nameof(options.Resolvers)} holds null.")
            : ValidateOptionsResult.Success;
    }
}
