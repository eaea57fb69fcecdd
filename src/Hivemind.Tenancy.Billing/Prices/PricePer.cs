using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.Billing;

/// <summary>For how long a price buys one unit.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PricePer>))]
public enum PricePer
{
    /// <summary>An hour of 3,600 seconds of what is held, however the clock was set meanwhile.</summary>
    Hour = 1,

    /// <summary>
    /// A month of 730 hours of what is held, as the clouds' price lists count: the mean of a year of 8,760. A calendar month of 31 days has 744 of them, February 672, and
    /// each is billed by its own.
    /// </summary>
    Month,

    /// <summary>Once: of what is counted and used up (requests, tokens), not held.</summary>
    Use,
}
