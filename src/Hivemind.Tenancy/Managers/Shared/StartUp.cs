using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy;

/// <summary>
/// Options without options, whose validation when the host starts is to make its handlers and provisioners, and to see that it is started in
/// no context: hosted services would keep it, and act as somebody whom nobody entered there.
/// </summary>
internal sealed class StartUp
{
    public sealed class Validator(HostCode code) : IValidateOptions<StartUp>
    {
        public ValidateOptionsResult Validate(string? name, StartUp options)
        {
            if (TenantContext.Current is { } context)
            {
                return ValidateOptionsResult.Fail(
                    $"The host is started within a context ({context}), and what it starts would act as that: leave it before the host runs, with using (...) {{ ... }} around the work.");
            }

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
