using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy;

/// <summary>Options without options, whose validation when the host starts is to make its handlers and provisioners.</summary>
internal sealed class StartUp
{
    public sealed class Validator(HostCode code) : IValidateOptions<StartUp>
    {
        public ValidateOptionsResult Validate(string? name, StartUp options)
        {
            try
            {
                code.Make();
                return ValidateOptionsResult.Success;
            }
            catch (InvalidOperationException e)
            {
                return ValidateOptionsResult.Fail(e.Message);
            }
        }
    }
}
